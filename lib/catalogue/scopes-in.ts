/** A scope that nothing is known to need, and the one that was probably meant. */
export interface MisspeltScope {
  /** `core.invoices.read` */
  scope: string;
  /** `core.invoice.read` */
  meant: string;
}

/**
 * The OAuth scopes that a text names, separated by spaces or commas; other signs that people put between or around them, and characters that nobody
 * sees, are no part of one.
 */
export function scopesIn(text: string): string[] {
  return text
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .replace(/%20|%2C/gi, ' ')
    .replace(/(^|[\s&{,])["']?scopes?["']?\s{0,9}[=:]/gi, '$1 ')
    .replace(/\/(?=core\.)/g, ' ')
    .split(/[\s,;|+"'`“”„‘’()&、，；•[\]\u00ad\u200b\u2060\ufeff]+/)
    .map((scope) => scope.replace(/(?<=[a-z])\.$/i, ''))
    .filter((scope) => /[a-z\d]/i.test(scope) && !/^(?:and|und|et|\d{1,3}[.:]?)$/i.test(scope));
}
