/** A scope that nothing is known to need, and the one that was probably meant. */
export interface MisspeltScope {
  /** `core.invoices.read` */
  scope: string;
  /** `core.invoice.read` */
  meant: string;
}

/** The OAuth scopes that a text names, separated by spaces or commas. */
export function scopesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== '');
}
