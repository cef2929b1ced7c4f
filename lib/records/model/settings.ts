import { isJsonObject } from '../../base/json';
import type { Read } from '../../base/options/option';
import { readOptions } from '../../base/options/read-options';
import { phrase } from '../../base/text/phrase';
import { settingsDialect } from '../../write/settings-dialect';
import { recordOptions } from './options';

/** How one `coupa-record` node was set up, defaults filled in. */
export type RecordSettings = Omit<Read<typeof recordOptions>, 'fields'> & {
  /** Members of answers as Coupa's parameter `fields` has them, a JSON list with `id`; absent: all. */
  fields?: string;
};

/**
 * Reads a node's properties as a flow stores them; environment variables make texts of numbers and booleans.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property that cannot work.
 */
export function readRecordSettings(config: unknown): RecordSettings {
  const { fields, maxFileSize, ...settings } = readOptions(
    recordOptions,
    isJsonObject(config) ? config : {},
    settingsDialect,
  );
  const asked = readFields(fields);
  return {
    ...settings,
    maxFileSize: Math.floor(maxFileSize),
    ...(asked === undefined ? {} : { fields: asked }),
  };
}

/** Coupa's `fields` is a JSON list; names alone, separated by commas, are one as well. The id is always asked for. */
function readFields(text: string): string | undefined {
  if (text === '') return undefined;
  const list = text.startsWith('[') ? parsed(text) : text.split(',').map((name) => name.trim());
  if (!Array.isArray(list))
    throw settingsDialect.refusal('fields', text, phrase`a JSON list such as ["id","status"]`);
  return JSON.stringify(list.includes('id') ? list : ['id', ...list]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
