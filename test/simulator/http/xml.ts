import { type Fields, isObject } from '../json';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Records as Coupa's XML: `<invoice-headers type="array"><invoice-header>…`. */
export function recordsToXml(objectName: string, records: readonly Fields[]): string {
  const inner = records.map((record) => element(objectName, record)).join('');
  return `${declaration}<${plural(objectName)} type="array">${inner}</${plural(objectName)}>`;
}

export function recordToXml(objectName: string, record: Fields): string {
  return declaration + element(objectName, record);
}

/** Coupa's XML errors: `<errors><error>…</error></errors>`. */
export function errorsToXml(messages: readonly string[]): string {
  return `${declaration}<errors>${messages.map((message) => `<error>${escaped(message)}</error>`).join('')}</errors>`;
}

function element(name: string, value: unknown): string {
  if (value === null || value === undefined) return `<${name} nil="true"/>`;
  if (Array.isArray(value)) {
    const inner = value.map((part) => element(singular(name), part)).join('');
    return `<${name} type="array">${inner}</${name}>`;
  }
  if (isObject(value)) {
    const inner = Object.entries(value).map(([part, content]) => element(part, content));
    return `<${name}>${inner.join('')}</${name}>`;
  }
  return `<${name}>${escaped(String(value))}</${name}>`;
}

/** The name of a list of such objects, as release 39 has it. */
export function plural(name: string): string {
  if (name === 'supplier-information') return name;
  if (name.endsWith('ss')) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function singular(name: string): string {
  if (name.endsWith('sses')) return name.slice(0, -2);
  return name.endsWith('s') ? name.slice(0, -1) : name;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
