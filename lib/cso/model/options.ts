import { longestTimerMs } from '../../base/longest-timer';
import {
  configNode,
  count,
  flag,
  forNode,
  minutes,
  type OptionTable,
  oneOf,
  oneOfOrByMessage,
} from '../../base/options/option';
import { objectNames, operations } from './objects';

/** Objects in a bulk request at most: as many as an index gives, so that a batch is read back in few requests. */
const largestBatch = 1000;

/** The properties of a `coupa-cso-events`: docs/cso.md says what each is for. */
export const csoOptions = {
  name: forNode(''),
  connection: configNode('coupa-config', true),
  /** `undefined`: taken from `msg.object`. */
  object: oneOfOrByMessage(objectNames, 'events'),
  /** `undefined`: taken from `msg.operation`. */
  operation: oneOfOrByMessage(operations, 'list'),
  eventId: forNode(''),
  eventIdType: forNode('str'),
  factSheetId: forNode(''),
  factSheetIdType: forNode('str'),
  output: oneOf(['array', 'each'], 'array'),
  /** Objects in one request of a bulk write. */
  batchSize: count(100, { min: 1, max: largestBatch }, 'objects'),
  validate: flag(true),
  /** A message that would delete more is refused. */
  maxDeletes: count(100, { min: 0 }, 'objects'),
  firstRun: oneOf(['silent', 'send'], 'silent'),
  /** Between two comparisons (`changes`); 0: only when a message comes. */
  interval: minutes(0, { min: 0, max: Math.floor(longestTimerMs / 60_000) }),
  stateStore: forNode(''),
} as const satisfies OptionTable;
