import { hostname } from 'node:os';
import { CoupaError } from '../base/errors';
import { filledIn } from '../base/options/filled-in';
import type { Read } from '../base/options/option';
import { type Dialect, readOptions } from '../base/options/read-options';
import { isBlank } from '../base/options/stored-number';
import { type Phrase, phrase, type Text } from '../base/text/phrase';
import { showValue } from '../base/text/show-value';
import { type EngineAddress, readEngineAddresses } from './engine-address';
import { fleetOptions } from './options';

/** A fleet node's properties, read and completed; the lease in milliseconds. */
export interface FleetSettings extends Read<typeof fleetOptions> {
  /** Where the engine is, or the Sentinels that know it. */
  addresses: EngineAddress[];
}

/**
 * Reads the properties of a `coupa-fleet` node as a flow stores them; what is absent has its default.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property. What stands in `url` is not in it, since it may hold a password.
 */
export function readFleetSettings(config: Readonly<Record<string, unknown>>): FleetSettings {
  const settings = readOptions(fleetOptions, config, dialect);
  // Two fleets whose variables are not set would have one name, and meet.
  for (const name of ['url', 'sentinel', 'prefix', 'instance'] as const)
    filledIn(name, settings[name].trim());
  const sentinel = settings.sentinel.trim();
  return {
    ...settings,
    sentinel,
    prefix: settings.prefix.trim(),
    instance: settings.instance.trim() || hostname(),
    addresses: readEngineAddresses(settings.url, sentinel !== ''),
  };
}

const dialect: Dialect = {
  isEmpty: isBlank,
  textOf: (value) => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined),
  flagOf: (value) => value === true || value === 'true',
  expectedNumber: ({ min, max }) => phrase`a number of seconds, at least ${min} and at most ${max}`,
  expectedChoice: (choices) => choices.map((one) => `"${one}"`).join(', '),
  refusal,
};

function refusal(name: string, value: unknown, expected: Text): CoupaError {
  const shown: Text = name === 'url' ? phrase`no text` : showValue(value);
  const text: Phrase = phrase`The fleet's "${name}" is ${shown}. It has to be ${expected}.`;
  return new CoupaError('COUPA_CONFIG', text, { reason: { kind: 'setting', property: name } });
}
