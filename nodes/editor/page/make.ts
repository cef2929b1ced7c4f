/** Attributes of an element: `false` and `undefined` are left out, `true` stands without a value, `on…` are listeners. */
export type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/**
 * Makes an element. Children are elements or texts; texts are never read as HTML.
 */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string | undefined)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** Makes an element of an SVG drawing. */
export function draw(
  tag: string,
  attributes: Record<string, string | number>,
  ...children: (Node | string)[]
): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  // What `createElementNS` makes of SVG's namespace is one, whatever the tag.
  return element as SVGElement;
}

/** An icon of Font Awesome 4, which Node-RED brings along. It says nothing to a screen reader. */
export function icon(name: string): HTMLElement {
  return make('i', { class: `fa fa-${name}`, 'aria-hidden': 'true' });
}

/** One of the small buttons that stand beside what they do something about. */
export function smallButton(
  attributes: Attributes,
  ...children: (Node | string | undefined)[]
): HTMLButtonElement {
  const own = { type: 'button', class: 'red-ui-button red-ui-button-small' };
  return make('button', { ...own, ...attributes }, ...children);
}

/** A name, and what that is. */
export type Fact = readonly [name: string, value: Node | string];

/** A list of names and what they are: rows that are absent are left out. */
export function factList(rows: readonly (Fact | undefined)[]): HTMLElement {
  const shown = rows.filter((row) => row !== undefined);
  return make(
    'dl',
    { class: 'coupa-facts' },
    ...shown.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]),
  );
}
