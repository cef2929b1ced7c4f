import {
  aboveZero,
  configNode,
  count,
  flag,
  forNode,
  mebibytes,
  type OptionTable,
  oneOf,
  oneOfOrByMessage,
  text,
} from '../../base/options/option';
import { recordOperations } from '../../catalogue/record-operations';

/** The properties of a `coupa-record`: docs/records.md says what each is for. */
export const recordOptions = {
  name: forNode(''),
  connection: configNode('coupa-config', true),
  /** A name of the catalogue, or a path below `/api/`; empty: taken from `msg.resource`. */
  resource: text(''),
  /** `undefined`: taken from `msg.operation`. */
  operation: oneOfOrByMessage(recordOperations, ''),
  /** What follows the id; empty: taken from `msg.action`. */
  action: text(''),
  /** Members that identify a record; empty: the catalogue's. */
  key: text(''),
  onExisting: oneOf(['update', 'skip', 'error'], 'update'),
  onMissing: oneOf(['create', 'skip', 'error'], 'create'),
  onUnchanged: oneOf(['skip', 'write'], 'skip'),
  /** Members of answers; empty: all. */
  fields: text(''),
  output: oneOf(['array', 'each'], 'array'),
  validate: oneOf(['warn', 'error', 'off'], 'warn'),
  verify: flag(true),
  dryRun: flag(false),
  /** Records written side by side. */
  maxInFlight: count(1, { min: 1 }, 'records'),
  stopOnError: flag(false),
  /** A message that would delete more records, or act on more, is refused. */
  maxActions: count(100, { min: 0 }, 'records'),
  /** Of one file, up or down; Node.js keeps no more than 4 GiB in one place. */
  maxFileSize: mebibytes(64, { min: aboveZero, max: 4000 }),
} as const satisfies OptionTable;
