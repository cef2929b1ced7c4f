import { isJsonObject } from '../../base/json';

/** What Coupa said of a refused object, told apart. */
export interface Refused {
  /** Messages by the path that Coupa names: `{ "supplier": ["can't be blank"] }`. */
  errors?: Record<string, string[]>;
  /** By which members a reference could have been found, where Coupa lists them. */
  possibleKeys?: string[];
}

/** What the details of a refused request's error say, by the paths in them. */
export function toldBy(details: unknown): Refused {
  const messages = isJsonObject(details) ? details['messages'] : undefined;
  if (!Array.isArray(messages)) return {};
  const texts = messages.filter((message) => typeof message === 'string');
  const keys = possibleKeysIn(texts);
  return {
    ...(texts.length > 0 ? { errors: byPath(texts) } : {}),
    ...(keys.length > 0 ? { possibleKeys: keys } : {}),
  };
}

/** `invoice-lines.account: can't be blank`; Rossum's shape puts `request` in front. */
function byPath(messages: readonly string[]): Record<string, string[]> {
  const errors = new Map<string, string[]>();
  for (const message of messages) {
    const [, path = '', said = message] = /^((?:[\w-]+\.)*[\w-]+): (.*)$/s.exec(message) ?? [];
    const place = path.replace(/^request(?:\.|$)/, '');
    errors.set(place, [...(errors.get(place) ?? []), said]);
  }
  return Object.fromEntries(errors);
}

/** Coupa: `Unable to find valid AccountType record … Possible keys are ["id", "name"]`. */
function possibleKeysIn(messages: readonly string[]): string[] {
  const found = messages.flatMap((message) => {
    const [, list = ''] = /possible keys are:? \[([^\][]*)\]/i.exec(message) ?? [];
    return list.split(',').map((key) => /[^\s"':](?:.*[^\s"'])?/s.exec(key)?.[0] ?? '');
  });
  return [...new Set(found.filter(Boolean))];
}
