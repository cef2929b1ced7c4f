import { longestTimerMs } from '../../base/longest-timer';
import {
  configNode,
  count,
  flag,
  forNode,
  hours,
  minutes,
  type OptionTable,
  oneOf,
  path,
  seconds,
  text,
} from '../../base/options/option';
import { largestPage, usualFields } from '../../catalogue/index-resources';
import { coupaDateFormat } from '../../dates/coupa-date';

/** The properties of a `coupa-poll`: docs/nodes.md, *coupa-poll*, says what each is for. */
export const pollOptions = {
  name: forNode(''),
  connection: configNode('coupa-config', true),
  resource: text('invoices'),
  /** The template as it was written; empty: the catalogue's. */
  url: text(''),
  /** Absent: the catalogue's, as with the two fields of dates. */
  idField: path(usualFields.id),
  updatedDateField: path(usualFields.updatedDate),
  updatedDateFormat: text(coupaDateFormat),
  updatedDateTimezone: text('UTC'),
  createdDateField: path(usualFields.createdDate),
  /** Absent: the updated date's, as with the zone. */
  createdDateFormat: text(coupaDateFormat),
  createdDateTimezone: text('UTC'),
  createdCheckTolerance: seconds(10, { min: 0 }),
  /** Leave out records that are dated before what a poll asks for: what a URL without a date returns again and again. */
  filterByUpdatedDate: flag(false),
  /** 0: only when asked. */
  interval: minutes(15, { min: 0, leastAboveZero: 0.005 }),
  start: oneOf(['now', 'beginning', 'date'], 'now'),
  /** Looked at only with `start: "date"`. */
  startDate: forNode(''),
  overlap: seconds(300, { min: 0 }),
  pageSize: count(largestPage, { min: 1 }, 'records'),
  delivery: oneOf(['send', 'acknowledge'], 'send'),
  maxInFlight: count(500, { min: 1 }, 'records'),
  acknowledgeTimeout: seconds(300, { min: 0.001, max: Math.floor(longestTimerMs / 1000) }),
  maxAttempts: count(5, { min: 1 }, 'times'),
  /** A record that the flow has is marked as exported in Coupa before it counts as settled. */
  markExported: flag(false),
  output: oneOf(['record', 'notification'], 'record'),
  removeNulls: flag(false),
  /** Code of an Integration in Coupa that polls are reported to as its runs; empty: none. */
  integration: text(''),
  /** Between two looks for records that are no longer there; 0: none. */
  removals: hours(0, { min: 0, leastAboveZero: 0.001 }),
  stateStore: forNode(''),
  /** What tells this poll from others in a fleet; empty: the node's id. */
  fleetKey: forNode(''),
} as const satisfies OptionTable;
