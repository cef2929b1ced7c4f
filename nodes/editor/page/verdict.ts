import { icon, make } from './make';

const signs = { ok: 'check-circle', warning: 'exclamation-triangle', error: 'times-circle' };

/** How grave a verdict is. */
export type Level = keyof typeof signs;

/** A box that says what is so, and below what to do about it; what is absent or empty there is left out. */
export function verdict(level: Level, what: string, ...more: (string | undefined)[]): HTMLElement {
  return make(
    'div',
    { class: `coupa-verdict coupa-${level}` },
    make('strong', {}, icon(signs[level]), make('span', {}, what)),
    ...more.filter((text) => text !== undefined && text !== '').map((text) => make('p', {}, text)),
  );
}
