/**
 * Makes an element. Attributes that are `false` or `undefined` are left out, `on…` are listeners, children are elements or
 * texts; texts are never read as HTML.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** Makes an element of an SVG drawing. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * Lets a place show what `build` makes of some data. While the data stays the same nothing is made anew: a button there would
 * vanish under the mouse that presses it, and lose the focus.
 */
export function showing(place, build) {
  let shown;
  return (data) => {
    const key = JSON.stringify(data);
    if (key === shown) return;
    shown = key;
    place.replaceChildren(...build(data));
  };
}

/** An icon of Font Awesome 4, which Node-RED brings along. It says nothing to a screen reader. */
export function icon(name) {
  return make('i', { class: `fa fa-${name}`, 'aria-hidden': 'true' });
}

const signs = { ok: 'check-circle', warning: 'exclamation-triangle', error: 'times-circle' };

/**
 * A box that says what is so, and below what to do about it.
 *
 * @param {'ok' | 'warning' | 'error'} level
 * @param {string} what
 * @param {...(string | undefined)} more
 */
export function verdict(level, what, ...more) {
  return make(
    'div',
    { class: `coupa-verdict coupa-${level}` },
    make('strong', {}, icon(signs[level]), make('span', {}, what)),
    ...more.filter(Boolean).map((text) => make('p', {}, text)),
  );
}

/** Marks a button as busy. Unlike a disabled one it keeps the focus. */
export function occupy(button, isBusy) {
  button.setAttribute('aria-disabled', String(isBusy));
  button.classList.toggle('disabled', isBusy);
}

/** Whether a button is busy, so that pressing it again means nothing. */
export function isOccupied(button) {
  return button.classList.contains('disabled');
}

/** Waits until nothing has happened for some milliseconds before it acts. */
export function unhurried(act, milliseconds) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
}
