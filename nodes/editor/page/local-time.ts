/** A moment (epoch milliseconds, or ISO 8601) as people at this computer write it. */
export function localTime(moment: number | string): string {
  return new Date(moment).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The language of the editor; `undefined` for that of the browser. */
export function language(): string | undefined {
  return RED.i18n.lang() ?? undefined;
}
