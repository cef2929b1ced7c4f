import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';

/** One operation, as far as tests look at it. */
export interface DeclaredOperation {
  parameters?: { in: string; schema?: { $ref?: string } }[];
  responses: { [status: string]: { schema?: { $ref?: string; xml?: { name: string } } } };
}

interface SwaggerFile {
  basePath: string;
  paths: { [path: string]: { [verb: string]: DeclaredOperation } };
  definitions: { [name: string]: unknown };
}

/** Coupa's own Swagger 2.0 files of release 39, which lie beside the checkout where they are at hand at all. */
export const schemaFolder = path.resolve(__dirname, '../../../../shared/reference/coupa-r39');

/** Whether the files are at hand. */
export function schemasAtHand(): boolean {
  return existsSync(schemaFolder);
}

/** Reads one file, such as `R39_Invoicing_API`. */
export function readSwagger(file: string): SwaggerFile {
  return JSON.parse(readFileSync(path.join(schemaFolder, `${file}.json`), 'utf8'));
}

/**
 * Compiles what Coupa says of an object into a check of answers. Differences between the files and what tenants send:
 * every attribute may be missing (`required` speaks of writing) or null; numbers with decimals are strings;
 * `custom-fields` are the customer's own. An attribute that the schema does not have is an error.
 */
export function compileAnswerCheck({ definitions }: SwaggerFile, name: string): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const translated = Object.fromEntries(
    Object.entries(definitions).map(([each, schema]) => [each, translate(schema)]),
  );
  return ajv.compile({ $ref: `#/definitions/${name}`, definitions: translated });
}

function translate(schema: unknown): object {
  if (!isObject(schema)) return {};
  const { type, format, enum: values, items, properties, $ref } = schema;
  if (typeof $ref === 'string') return { anyOf: [{ $ref }, { type: 'null' }] };
  if (isObject(properties)) return object(properties);
  if (type === 'array') return { type: ['array', 'null'], items: translate(items) };
  if (type === 'string') return text(String(format ?? ''), values);
  if (type === 'number') return { type: ['string', 'null'], pattern: '^-?\\d+(\\.\\d+)?$' };
  return typeof type === 'string' ? { type: [type, 'null'] } : {};
}

function object(properties: { [name: string]: unknown }): object {
  const translated = Object.entries(properties).map(([name, schema]) => [name, translate(schema)]);
  return {
    type: ['object', 'null'],
    properties: { ...Object.fromEntries(translated), 'custom-fields': { type: 'object' } },
    additionalProperties: false,
  };
}

function text(format: string, values: unknown): object {
  if (format === 'datetime') {
    return {
      type: ['string', 'null'],
      pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d$',
    };
  }
  const length = /^string\((\d+)\)$/.exec(format)?.[1];
  return {
    type: ['string', 'null'],
    ...(length === undefined ? {} : { maxLength: Number(length) }),
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
  };
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
