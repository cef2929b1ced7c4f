/** A moment as people at this computer write it. */
export function localTime(moment) {
  return new Date(moment).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The language of the editor; `undefined` for that of the browser. */
export function language() {
  return RED.i18n.lang?.() ?? undefined;
}
