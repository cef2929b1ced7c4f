/** Attributes of an element: `undefined` is left out, `true` stands without a value. */
export type Attributes = Readonly<Record<string, string | true | undefined>>;

/** Elements that have no end. */
const voidTags = ['input'];

/**
 * The HTML of an element. Children are HTML themselves and stand on lines of their own: a space between them shows. Words for
 * people are none of them, since they come from the locales.
 */
export function element(
  tag: string,
  attributes: Attributes,
  ...children: readonly (string | undefined)[]
): string {
  const opening = `<${tag}${Object.entries(attributes).map(written).join('')}>`;
  if (voidTags.includes(tag)) return opening;
  const inner = children.filter((child) => child !== undefined);
  const block = inner.length > 1 ? `\n${inner.join('\n')}\n` : inner.join('');
  return `${opening}${block}</${tag}>`;
}

function written([name, value]: [string, string | true | undefined]): string {
  if (value === undefined) return '';
  return value === true
    ? ` ${name}`
    : ` ${name}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
}

/** An icon of Font Awesome 4, which Node-RED brings along. It says nothing to a screen reader. */
export function icon(name: string): string {
  return element('i', { class: `fa fa-${name}`, 'aria-hidden': 'true' });
}
