import { referredTo } from './swagger.mjs';

/**
 * The members of all records that lists have, and of the objects in them, from the definitions of Coupa's Swagger files.
 *
 * @param {ReturnType<import('./swagger.mjs').readSwaggerFiles>} swagger
 * @param {Iterable<string>} records names of the definitions to begin with
 * @returns {Record<string, Record<string, string>>} by definition and kind of member; see `lib/catalogue/members/members.ts`
 */
export function members({ definitions }, records) {
  const wanted = [...records];
  const table = {};
  for (const name of wanted) {
    if (Object.hasOwn(table, name) || !definitions.has(name)) continue;
    table[name] = {};
    const properties = Object.entries(definitions.get(name).properties ?? {});
    for (const [member, schema] of properties.sort(([one], [other]) => (one < other ? -1 : 1))) {
      const { kind, refersTo } = kindOf(member, schema, name, definitions);
      const key = schema.readOnly === true ? `${kind}!` : kind;
      table[name][key] = [table[name][key], member].filter(Boolean).join(' ');
      if (refersTo !== undefined) wanted.push(refersTo);
    }
  }
  return Object.fromEntries(Object.entries(table).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** `string(255)`, `decimal(30,4)`, `draft|sent`, `integer=1|2`, `Supplier`, `Supplier[]`: what the files say in `type`, `format`, `enum` and `$ref`. */
function kindOf(member, schema, owner, definitions) {
  const named = referredTo(schema);
  const list = schema.type === 'array' ? '[]' : '';
  if (named !== undefined) {
    const refersTo = isWrong(member, named, owner, list) ? guess(member, definitions) : named;
    return { kind: `${refersTo ?? 'any'}${list}`, refersTo };
  }
  if (list !== '') return { kind: 'any[]' };
  const values = choices(schema.enum);
  const kind = plainKind(schema);
  if (values === undefined || kind === 'boolean') return { kind };
  return { kind: kind === 'integer' || kind === 'decimal' ? `${kind}=${values}` : values };
}

/**
 * Where the files have lost a type they name the owner itself: `attachments: InvoiceHeader[]` of an invoice, the currency of a
 * project. A parent is of its own kind indeed.
 */
function isWrong(member, named, owner, list) {
  const own = named === owner && (list !== '' || !/parent|master|manager|original|amended/.test(member));
  return own || (member === 'pay-to-account' && named === 'CoupaPay-Payment');
}

/** The definition that has the member's name: `SupplierSite` for `supplier-sites`. */
function guess(member, definitions) {
  const singular = member.replace(/ies$/, 'y').replace(/s$/, '');
  const name = singular.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());
  return definitions.has(name) ? name : undefined;
}

/** Long lists are not kept, nor those that are a format (`YYYY-MM-DD…`) or empty. */
function choices(values) {
  if (!Array.isArray(values) || values.length < 2 || values.length > 16) return undefined;
  return values.every((value) => /^[\w:. -]+$/.test(value)) ? values.join('|') : undefined;
}

const plainKinds = {
  'string:int': 'integer',
  'string:true': 'boolean',
  'string:tinyint(1)': 'boolean',
  'string:0.0': 'decimal',
  'string:[]': 'any',
  'number:float': 'decimal',
};

/** A text without a format, or with one that is none (`{:a=>1}`, `image`), is a value of some kind: the files do not say which. */
function plainKind({ type, format = '' }) {
  const known = plainKinds[`${type}:${format}`];
  if (known !== undefined) return known;
  if (type === 'integer' || type === 'boolean') return type;
  if (/^(?:string\(\d+\)|string|text|datetime|date|time|decimal(?:\(\d+,\d+\))?)$/.test(format))
    return format;
  if (type === undefined) return 'any';
  return type === 'number' ? 'decimal' : 'plain';
}
