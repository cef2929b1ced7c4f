import { CoupaError } from '../../base/errors';
import { isObject } from '../../base/form';
import { phrase } from '../../base/text/phrase';
import type { StateStore } from '../../ports/state-store';
import { toldTypes } from '../model/event-type';
import type { PendingRow } from '../model/state';

/** How many records are named one by one. */
const namedAtMost = 20;

/**
 * Parts unsettled records that can be sent again from those of which no message is left. The latter are kept aside and told:
 * one of them must not hold the others up.
 *
 * @throws {CoupaError} `COUPA_STATE` if they cannot be kept.
 */
export async function partUnsendable(
  rows: readonly PendingRow[],
  store: StateStore,
): Promise<{ pending: PendingRow[]; problem?: CoupaError }> {
  const pending = rows.filter(({ message }) => isMessage(message));
  const others = rows.filter(({ message }) => !isMessage(message));
  if (others.length === 0) return { pending };
  const copy = await store.keep?.('unsent', JSON.stringify(others));
  return { pending, problem: told(others, copy) };
}

function told(rows: readonly PendingRow[], copy: string | undefined): CoupaError {
  const keys = rows.slice(0, namedAtMost).map(({ key }) => key.slice(0, 200));
  if (rows.length > namedAtMost) keys.push('…');
  const what = phrase`Unsettled records of which no readable message is left, ${rows.length}: ${keys.join(', ')}. They are not sent again; all others are. Ask for their time with the command "backfill" where they are still wanted.`;
  return new CoupaError(
    'COUPA_STATE',
    copy === undefined ? what : phrase`${what} What was stored of them was kept as ${copy}.`,
    { details: { keys } },
  );
}

/** Whether it is one that a delivery has written, as far as sending it again needs. */
function isMessage(text: string): boolean {
  const message = parse(text);
  if (!isObject(message) || typeof message['topic'] !== 'string' || message['payload'] === undefined)
    return false;
  const { coupa } = message;
  if (!isObject(coupa) || !toldTypes.some((type) => type === coupa['eventType'])) return false;
  const dates = [coupa['updatedAt'], coupa['createdAt']];
  return (
    ['resource', 'key', 'poll'].every((name) => typeof coupa[name] === 'string') &&
    dates.every((date) => date === undefined || (typeof date === 'string' && !Number.isNaN(Date.parse(date))))
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
