import {
  configNode,
  forNode,
  type OptionTable,
  oneOf,
  requiredText,
  seconds,
  text,
} from '../base/options/option';

/** The properties of a `coupa-fleet`: docs/nodes.md, *coupa-fleet*, says what each is for. */
export const fleetOptions = {
  name: forNode(''),
  /** `rediss://host:port/0`; several, separated by commas, with `sentinel`. */
  url: requiredText(),
  /** Name of the master that the Sentinels at `url` watch; empty: the engine itself is there. */
  sentinel: text(''),
  /** The keys' first part: fleets on one server that must not meet have different ones. */
  prefix: text('coupa'),
  tls: configNode('tls-config', false),
  /** How people call this Node-RED; empty: as the computer is called. */
  instance: text(''),
  /** `records`: this instance leads no poll. */
  takes: oneOf(['all', 'records'], 'all'),
  /** A leader that says nothing for so long is replaced. */
  lease: seconds(10, { min: 1, max: 600 }),
} as const satisfies OptionTable;

/** The credentials of a `coupa-fleet`, and how Node-RED keeps each: a `password` it never tells the editor. */
export const fleetCredentials = { username: 'text', password: 'password' } as const;

export type FleetCredential = keyof typeof fleetCredentials;
