let loaded: typeof import('undici') | undefined;

/**
 * undici, loaded when it is first used: that takes two thirds of the time that loading this package takes, and Node-RED
 * loads every package while it starts.
 */
export function undici(): typeof import('undici') {
  loaded ??= require('undici') as typeof import('undici');
  return loaded;
}
