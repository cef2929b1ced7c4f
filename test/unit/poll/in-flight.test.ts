import assert from 'node:assert/strict';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { InFlight, type Pending, pendingOf } from '../../../lib/poll/delivery/in-flight';
import type { RecordMessage } from '../../../lib/poll/model/message';

const inFlightAtOnce = 50;
const records = 3000;
const textLength = 8000;

describe('Records that are not settled', () => {
  it('are let go of when they are, however many there are in the end', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;
    const inFlight = new InFlight();
    const line: Pending[] = [];
    const add = (id: number) => {
      const record = recordOf(id);
      inFlight.add(record);
      line.push(record);
    };
    for (let id = 0; id < inFlightAtOnce; id += 1) add(id);
    // What is there by then is in V8's old space.
    collect();
    collect();
    const before = oldSpace();
    for (let id = inFlightAtOnce; id < records; id += 1) {
      add(id);
      const oldest = line.shift();
      if (oldest !== undefined) inFlight.remove(oldest);
      // Rarely enough that none is there for two of them.
      if (id % (4 * inFlightAtOnce) === 0) collect({ type: 'minor' });
    }
    const left = (oldSpace() - before) / records;
    assert.equal(inFlight.size, inFlightAtOnce);
    assert.ok(left < textLength / 4, `${left} bytes of each record wait for a full collection`);
  });
});

function recordOf(id: number): Pending {
  const message = { topic: 'invoices', payload: { id }, coupa: { id, key: `${id}`, poll: 'poll' } };
  const text = JSON.stringify({ id, text: `${id}`.padEnd(textLength, '.') });
  const place = { identity: `invoices:${id}`, sequence: id, from: 0, beside: false };
  return pendingOf(message as unknown as RecordMessage, place, text);
}

function oldSpace(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0;
}
