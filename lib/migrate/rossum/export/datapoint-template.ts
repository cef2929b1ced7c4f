import {
  type BuiltValue,
  built,
  call,
  constant,
  type ElementPart,
  type Expression,
  type HelperName,
  type MemberPart,
  path,
} from '../../model/built-value';
import { asObject, asText, type OutsideObject } from '../../pasted/outside-value';
import { fieldPlaceholders, readFilledText } from './placeholders';

/**
 * Reads the payload template of the first generation: JSON with `@{schema_id}` in its texts, and objects with one member such as
 * `$DATAPOINT_VALUE$` in place of values.
 *
 * @param depth how many loops it stands in; in one, a field is looked for in the row first
 */
export function readDatapointTemplate(template: unknown, depth = 0): BuiltValue {
  const object = asObject(template);
  if (object === undefined) {
    if (Array.isArray(template)) return { kind: 'array', elements: elementsOf(template, depth) };
    if (typeof template === 'string')
      return readFilledText(
        template,
        fieldPlaceholders((id) => field(id, depth)),
      );
    return constant(typeof template === 'number' || typeof template === 'boolean' ? template : null);
  }
  const [[name, given] = ['', undefined], ...others] = Object.entries(object);
  if (others.length === 0 && isSpecial(name)) return specials[name](asObject(given) ?? {}, depth);
  const members = Object.entries(object).map(
    ([key, value]): MemberPart => ({
      kind: 'member',
      key,
      value: readDatapointTemplate(value, depth),
    }),
  );
  return { kind: 'object', members };
}

function isSpecial(name: string): name is keyof typeof specials {
  return Object.hasOwn(specials, name);
}

const specials = {
  $DATAPOINT_VALUE$: (given: OutsideObject, depth: number): BuiltValue => {
    const value = fieldOf(given, depth);
    const type = asText(given['value_type']) ?? 'string';
    const helper = types.get(type);
    return built(helper === undefined ? value : call(helper, value));
  },
  $DATAPOINT_MAPPING$: (given: OutsideObject, depth: number): BuiltValue => {
    const value = fieldOf(given, depth);
    const branches = Object.entries(asObject(given['mapping']) ?? {}).map(([from, to]) => ({
      when: call('same', value, constant(from)),
      take: readDatapointTemplate(to, depth),
    }));
    return { kind: 'choice', branches: [...branches, ...fallback(given, depth)] };
  },
  $FOR_EACH_SCHEMA_ID$: (given: OutsideObject, depth: number): BuiltValue => ({
    kind: 'array',
    elements: [
      {
        kind: 'loop',
        over: fieldOf(given, depth),
        depth: depth + 1,
        each: [{ kind: 'element', value: readDatapointTemplate(given['mapping'], depth + 1) }],
        otherwise: fallback(given, depth).flatMap(({ take }) =>
          take.kind === 'array' ? take.elements : [{ kind: 'element', value: take }],
        ),
      },
    ],
  }),
  $IF_SCHEMA_ID$: (given: OutsideObject, depth: number): BuiltValue => ({
    kind: 'choice',
    branches: [
      { when: fieldOf(given, depth), take: readDatapointTemplate(given['mapping'], depth) },
      ...fallback(given, depth),
    ],
  }),
  $IF_DATAPOINT_VALUE$: (given: OutsideObject, depth: number): BuiltValue => ({
    kind: 'choice',
    branches: [
      {
        when: call('same', fieldOf(given, depth), constant(asText(given['value']) ?? '')),
        take: readDatapointTemplate(given['mapping'], depth),
      },
      ...fallback(given, depth),
    ],
  }),
};

const types: ReadonlyMap<string, HelperName> = new Map([
  ['integer', 'whole'],
  ['float', 'decimal'],
  ['boolean', 'flag'],
  ['iso_datetime', 'moment'],
  ['string', 'text'],
]);

function elementsOf(list: readonly unknown[], depth: number): ElementPart[] {
  return list.map((one) => ({ kind: 'element', value: readDatapointTemplate(one, depth) }));
}

/** Without a fallback a key is left out. */
function fallback(given: OutsideObject, depth: number): { take: BuiltValue }[] {
  const other = given['fallback_mapping'];
  return other === undefined ? [] : [{ take: readDatapointTemplate(other, depth) }];
}

function fieldOf(given: OutsideObject, depth: number): Expression {
  return field(asText(given['schema_id']) ?? '', depth);
}

function field(id: string, depth: number): Expression {
  const index = /^schema_loop\.(index0?)$/.exec(id)?.[1];
  if (index !== undefined) return { kind: 'path', source: 'loop', keys: [index], depth: Math.max(1, depth) };
  let value: Expression = path('fields', id);
  for (let row = 1; row <= depth; row++)
    value = call('given', { kind: 'path', source: 'row', keys: [id], depth: row }, value);
  return value;
}
