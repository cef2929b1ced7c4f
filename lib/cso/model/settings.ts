import { isJsonObject } from '../../base/json';
import type { Read } from '../../base/options/option';
import { readOptions } from '../../base/options/read-options';
import { settingsDialect } from '../../write/settings-dialect';
import { csoOptions } from './options';

/** How one CSO node was set up, defaults filled in. Durations in milliseconds. */
export type CsoSettings = Read<typeof csoOptions>;

/**
 * Reads a node's properties as a flow stores them; environment variables make texts of numbers and booleans.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property that cannot work.
 */
export function readSettings(config: unknown): CsoSettings {
  return readOptions(csoOptions, isJsonObject(config) ? config : {}, settingsDialect);
}
