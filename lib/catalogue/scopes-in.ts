/** The OAuth scopes that a text names, separated by spaces or commas. */
export function scopesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== '');
}
