import { isJsonObject, type JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { showValue } from '../../base/text/show-value';
import type { ObjectFinding } from '../../write/finding';
import { readGivenId } from '../../write/id';
import type { CsoObject } from './objects';
import { timeZoneFault } from './time-zone';

/** What a check before sending found. */
export interface Check {
  /** Each of them would be refused by the server, or lost in silence. */
  errors: ObjectFinding[];
  /** Sent all the same. */
  warnings: ObjectFinding[];
}

const states = ['Setup', 'Active', 'Terminated'];

/** Checks objects against what is published of their kind. It sends nothing and changes nothing. */
export function checkObjects(
  object: CsoObject,
  operation: 'create' | 'update',
  objects: readonly JsonObject[],
): Check {
  const check: Check = { errors: [], warnings: [] };
  objects.forEach((one, index) => {
    const report = (list: ObjectFinding[]) => (field: string, message: Phrase) => {
      list.push({ index, field, message });
    };
    const error = report(check.errors);
    if (operation === 'create') checkNew(object, one, error, report(check.warnings));
    else checkChange(object, one, error);
    checkValues(object, one, error);
    for (const field of unknownFields(object, one))
      report(check.warnings)(field, phrase`is no published field; sent as it is`);
  });
  if (operation === 'update') check.errors.push(...repeatedIds(objects));
  return check;
}

type Report = (field: string, message: Phrase) => void;

function checkNew(object: CsoObject, one: JsonObject, error: Report, warn: Report): void {
  for (const field of object.required) {
    const value = one[field];
    if (value === undefined || value === null || value === '')
      error(field, phrase`is required for a new ${object.singular}`);
  }
  for (const field of ['id', 'event-number']) {
    if (one[field] !== undefined && (field === 'id' || object.immutable.includes(field))) {
      warn(field, phrase`is given by the server to a new object; to change an object, update it`);
    }
  }
}

function checkChange(object: CsoObject, one: JsonObject, error: Report): void {
  for (const field of object.immutable) {
    if (Object.hasOwn(one, field)) error(field, phrase`cannot be changed: leave it out of an update`);
  }
  if (Object.keys(one).length < 2) error('', phrase`has nothing to change beside its id`);
}

/** Types and values; only events have published ones. */
function checkValues(object: CsoObject, one: JsonObject, error: Report): void {
  if (object.name !== 'events') return;
  if (Object.hasOwn(one, 'state')) checkState(one['state'], error);
  if (isGiven(one['time-zone'])) {
    const fault = timeZoneFault(one['time-zone']);
    if (fault !== undefined) error('time-zone', fault);
  }
  if (isGiven(one['settings']) && !isJsonObject(one['settings'])) {
    error('settings', phrase`has to be an object such as {"currency":"USD"}`);
  }
  if (isGiven(one['market-id']) && one['market-id'] !== '') {
    const reading = readGivenId(one['market-id']);
    if ('fault' in reading) error('market-id', reading.fault);
  }
}

function checkState(state: unknown, error: Report): void {
  const given = typeof state === 'string' ? state : '';
  if (states.includes(given)) return;
  const meant = states.find((known) => known.toLowerCase() === given.trim().toLowerCase());
  const shown = showValue(state);
  error(
    'state',
    meant === undefined
      ? phrase`${shown} is not a state: one of ${states.join(', ')}`
      : phrase`${shown} is not a state: did you mean "${meant}"?`,
  );
}

/** A null clears a field, so it has no type of its own. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function unknownFields(object: CsoObject, one: JsonObject): string[] {
  const { fields } = object;
  return fields === undefined ? [] : Object.keys(one).filter((field) => !fields.includes(field));
}

/** Two changes of one object in one message have no order, so which of them stays would be chance. */
function repeatedIds(objects: readonly JsonObject[]): ObjectFinding[] {
  const first = new Map<unknown, number>();
  const findings: ObjectFinding[] = [];
  objects.forEach((one, index) => {
    const earlier = first.get(one['id']);
    if (earlier === undefined) first.set(one['id'], index);
    else
      findings.push({
        index,
        field: 'id',
        message: phrase`is also the id of [${earlier}]: put both changes into one`,
      });
  });
  return findings;
}
