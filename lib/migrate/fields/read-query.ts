import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { asObject, asObjectOrJson, asText } from '../pasted/outside-value';

/** A parameter's name and its text, not encoded. */
export type QueryParameter = [name: string, value: string];

/** What of a query is as it will be asked. */
export interface ReadQuery {
  parameters: QueryParameter[];
  /** `a=b&c=d`: a query that was written as one. */
  written: string;
}

/**
 * Reads Rossum's `query`: an object, the same as JSON in a text, a text as behind a URL's `?`, or a list of names and values. A list of values
 * is put together for `[in]` and asked one by one else, an object in a value are operators or members in brackets, and `null` asks nothing.
 */
export function readQuery(value: unknown, findings: Findings): ReadQuery {
  if (value === undefined || value === null) return { parameters: [], written: '' };
  const text = typeof value === 'string' ? value.trim() : undefined;
  if (text !== undefined && !text.startsWith('{'))
    return { parameters: [], written: text.replace(/^[?&]/, '') };
  const object = Array.isArray(value) ? undefined : asObjectOrJson(value, findings);
  const query = Array.isArray(value) ? pairsOf(value) : object && Object.entries(object);
  if (query === undefined) {
    findings.error('query', phrase`The "query" cannot be read: write it as an object of names and values.`);
    return { parameters: [], written: '' };
  }
  return {
    parameters: query.flatMap(([name, below]) => parametersOf(name, below)),
    written: '',
  };
}

/** `[{"key":"a","value":"b"}]`, `[{"a":"b"}]`, `[["a","b"]]`, `["a=b"]`. */
function pairsOf(list: readonly unknown[]): [string, unknown][] | undefined {
  const pairs = list.flatMap((one): ([string, unknown] | undefined)[] => {
    const [, name, text] = /^([^=]{1,200})=(.*)$/s.exec(asText(one) ?? '') ?? [];
    if (name !== undefined) return [[name, text]];
    const object = asObject(one);
    // `[{"a":"b"},{"c":"d"}]`
    if (object !== undefined && !('value' in object)) return Object.entries(object);
    const [key, value] = Array.isArray(one) ? one : [object?.['key'] ?? object?.['name'], object?.['value']];
    return [typeof key === 'string' ? [key, value] : undefined];
  });
  const read = pairs.filter((pair) => pair !== undefined);
  return read.length === pairs.length ? read : undefined;
}

function parametersOf(name: string, value: unknown): QueryParameter[] {
  if (value === null || value === undefined) return [];
  const text = asText(value);
  if (text !== undefined) return [[name, text]];
  // Coupa reads these as JSON.
  if (/^(?:fields|filter)$/i.test(name)) return [[name, JSON.stringify(value)]];
  if (!Array.isArray(value)) {
    const below = Object.entries(asObject(value) ?? {});
    // MongoDB begins operators with a sign.
    return below.flatMap(([key, one]) => parametersOf(`${name}[${key.replace(/^\$/, '')}]`, one));
  }
  // Nothing is asked for: `[in]` of nothing finds nothing.
  if (value.length === 0) return [];
  const texts = value.map(asText);
  if (texts.some((one) => one === undefined)) return [[name, JSON.stringify(value)]];
  if (/\[(?:not_?)?n?in\]$/i.test(name)) return [[name, texts.join(',')]];
  return texts.map((one) => [name, one ?? '']);
}
