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

/** Phrases within phrases: no sentence is made of more, and a document that somebody else wrote may have any number. */
const deepest = 50;

/** The value that `inParts` took apart, every phrase in it whole again. What is no phrase, or only nearly one, stays as it is. */
export function fromParts(value: unknown, depth = 0): unknown {
  if (depth > deepest) return value;
  const inner = (part: unknown) => fromParts(part, depth + 1);
  if (Array.isArray(value)) return value.map(inner);
  if (!isObject(value)) return value;
  // Each part is looked at once: what is nearly a phrase at every depth would double the work with each.
  const parts = eachOf(value, inner);
  return phraseOf(parts) ?? parts;
}

function phraseOf({ template, values, place }: Record<string, unknown>): Phrase | undefined {
  if (typeof template !== 'string' || !Array.isArray(values)) return undefined;
  return isPlace(place) && values.every(isValue) ? new Phrase(template, values, place) : undefined;
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

function eachOf(value: Record<string, unknown>, change: (part: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part)]));
}
