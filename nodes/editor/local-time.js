/** A moment as people at this computer write it. */
export function localTime(moment) {
  return new Date(moment).toLocaleString(RED.i18n.lang?.() ?? undefined, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
}
