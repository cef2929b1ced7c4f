let loaded: typeof import('luxon') | undefined;

/** luxon, loaded when it is first needed, such as for a zone that has rules: that takes a fifth of the time that this package's code takes. */
export function luxon(): typeof import('luxon') {
  loaded ??= require('luxon') as typeof import('luxon');
  return loaded;
}
