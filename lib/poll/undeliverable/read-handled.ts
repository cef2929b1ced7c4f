import { isRecordId } from '../../scan/record-id';
import type { EditorUser, HandledRecord } from '../model/report';

const acts: readonly unknown[] = ['redeliver', 'dismiss'] satisfies HandledRecord['act'][];

const results: readonly unknown[] = [
  'accepted',
  'superseded',
  'dismissed',
  'forgotten',
  'again',
] satisfies NonNullable<HandledRecord['result']>[];

/** Reads what was kept of a record, in a file which anybody may have written since; `undefined`: it has not its form. */
export function readHandled(value: unknown): HandledRecord | undefined {
  const { key, id, name, supplier, act, at, by, result }: Partial<Record<keyof HandledRecord, unknown>> =
    Object(value);
  if (typeof key !== 'string' || !acts.includes(act)) return undefined;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  return {
    key,
    ...(isRecordId(id) && { id }),
    ...(typeof name === 'string' && { name }),
    ...(typeof supplier === 'string' && { supplier }),
    act: act as HandledRecord['act'],
    at,
    ...(typeof by === 'object' && by !== null && { by: readUser(by) }),
    ...(results.includes(result) && { result: result as NonNullable<HandledRecord['result']> }),
  };
}

function readUser({ user }: { user?: unknown }): EditorUser {
  return typeof user === 'string' ? { user } : {};
}
