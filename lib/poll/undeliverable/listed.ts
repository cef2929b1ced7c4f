import type { Clock } from '../../base/clock';
import { Slices } from '../../base/slices';
import type { Metadata } from '../model/message';
import type { Undeliverable } from '../model/report';
import type { UndeliverableRow } from '../model/undeliverable';
import { type RecordName, recordName } from './record-name';

/** What rows are called. Kept by what every copy of a row has of its version, since it takes the whole record to find out. */
const names = new WeakMap<Metadata, RecordName>();

/** Rows as a list shows them. Names are found in slices, since rows may be many and large; `rows` is asked again for what came meanwhile. */
export async function listed(
  rows: () => readonly UndeliverableRow[],
  clock: Clock,
): Promise<Undeliverable[]> {
  const slices = new Slices(clock);
  for (const row of rows()) {
    nameOf(row);
    if (slices.used) await slices.rest();
  }
  return rows().map(shown);
}

/** What a row is called. */
export function nameOf({ coupa, payload }: UndeliverableRow): RecordName {
  const known = names.get(coupa);
  if (known !== undefined) return known;
  const name = recordName(coupa.resource, JSON.parse(payload) as unknown);
  names.set(coupa, name);
  return name;
}

function shown(row: UndeliverableRow): Undeliverable {
  const { coupa, reason, at, superseded, asked } = row;
  const { key, id, eventType, updatedAt, attempt } = coupa;
  return {
    key,
    ...(id !== undefined && { id }),
    ...nameOf(row),
    eventType,
    ...(updatedAt !== undefined && { updatedAt }),
    attempts: attempt,
    reason,
    at: new Date(at).toISOString(),
    ...(superseded && { superseded }),
    ...(asked && { redelivering: true }),
  };
}
