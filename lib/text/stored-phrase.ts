import { Phrase, type PhraseValue } from './phrase';

/** A plain value for JSON, every phrase in it in its parts, so that it can be said in any language when it is read again. */
export function inParts(value: unknown): unknown {
  if (value instanceof Phrase) {
    const { template, values, place } = value;
    return { template, values: values.map(inParts), place };
  }
  if (Array.isArray(value)) return value.map(inParts);
  return isObject(value) ? eachOf(value, inParts) : value;
}

/** The value that `inParts` took apart, every phrase in it whole again. What is no phrase, or only nearly one, stays as it is. */
export function fromParts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromParts);
  if (!isObject(value)) return value;
  return phraseOf(value) ?? eachOf(value, fromParts);
}

function phraseOf({ template, values, place }: Record<string, unknown>): Phrase | undefined {
  if (typeof template !== 'string' || !Array.isArray(values)) return undefined;
  const found = values.map(fromParts);
  if (!isPlace(place) || !found.every(isValue)) return undefined;
  return new Phrase(template, found, place);
}

function isPlace(value: unknown): value is Phrase['place'] {
  return value === 'alone' || value === 'first' || value === 'inside';
}

function isValue(value: unknown): value is PhraseValue {
  return value instanceof Phrase || typeof value === 'string' || typeof value === 'number';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function eachOf(value: Record<string, unknown>, change: (part: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part)]));
}
