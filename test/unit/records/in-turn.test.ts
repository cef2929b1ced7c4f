import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { JsonObject } from '../../../lib/base/json';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';

const byKey = { number: 'S-1', website: 'by key' };
const byBoth = { id: 5, number: 'S-1', website: 'by both' };
const byId = { id: 5, website: 'by id' };

describe('writes of one record that is named by its key and by its id', () => {
  /** A tenant with one supplier, 5 with number S-1; each answer comes a turn of the event loop later. */
  function supplier() {
    const seen = { written: [] as unknown[], open: 0, most: 0 };
    const record: JsonObject = { id: 5, number: 'S-1' };
    const request = async ({ method = 'GET', path, body, signal }: RequestOptions): Promise<Answer> => {
      const isWrite = method !== 'GET';
      if (isWrite) seen.most = Math.max(seen.most, ++seen.open);
      await setImmediate();
      signal?.throwIfAborted();
      if (isWrite) {
        seen.open -= 1;
        Object.assign(record, body);
        seen.written.push(record['website']);
      }
      const isList = path.includes('?number=');
      return {
        statusCode: 200,
        headers: {},
        body: isList ? [record] : { ...record },
        elapsed: 1,
        requests: 1,
      };
    };
    const download = () => Promise.reject(new Error('no file is asked for'));
    return { seen, requester: { request, download } };
  }

  function open(requester: ReturnType<typeof supplier>['requester'], maxInFlight: number): RecordSession {
    const config = { resource: 'suppliers', operation: 'upsert', maxInFlight, onUnchanged: 'write' };
    return new RecordSession({
      requester,
      settings: readRecordSettings(config),
      copy: (message) => ({ ...message }),
      status: () => undefined,
      warn: () => undefined,
      say: String,
    });
  }

  /** @throws when it has not ended after more turns of the event loop than it can need */
  async function ended<Result>(work: Promise<Result>): Promise<Result> {
    const stuck = (async () => {
      for (let turn = 0; turn < 2000; turn += 1) await setImmediate();
      throw new Error('each waits for another');
    })();
    return Promise.race([work, stuck]);
  }

  const orders: Record<string, JsonObject[]> = {
    'by its key, then by both': [byKey, byBoth],
    'by both, then by its key': [byBoth, byKey],
    'by its key, by its id, by both, by its key': [byKey, byId, byBoth, byKey],
    'by its id, by its key, by both': [byId, byKey, byBoth],
  };
  for (const [name, objects] of Object.entries(orders)) {
    const websites = objects.map(({ website }) => website);

    it(`end one after the other: ${name}, in one message`, async () => {
      const { requester, seen } = supplier();
      const session = open(requester, objects.length);
      await ended(session.handle({ payload: objects }, () => undefined));
      assert.equal(seen.most, 1);
      assertOrder(seen.written, websites);
    });

    it(`end one after the other: ${name}, in a message each`, async () => {
      const { requester, seen } = supplier();
      const session = open(requester, objects.length);
      const messages = objects.map((payload) => {
        const operation = 'id' in payload ? 'update' : 'upsert';
        return session.handle({ operation, payload }, () => undefined);
      });
      await ended(Promise.all(messages));
      assert.equal(seen.most, 1);
      assertOrder(seen.written, websites);
    });
  }

  it('end when the node is closed, those that wait for others, too', async () => {
    const { requester, seen } = supplier();
    const session = open(requester, 4);
    const messages = [byKey, byId, byBoth, byKey].map((payload) =>
      session.handle({ payload }, () => undefined),
    );
    await setImmediate();
    session.close();
    const ends = await ended(Promise.allSettled(messages));
    assert.deepEqual(new Set(ends.map(({ status }) => status)), new Set(['rejected']));
    assert.deepEqual(seen.written, []);
  });

  /** What names the record by its id alone, nobody can know to be of the same record as long as its key is looked for. */
  function assertOrder(written: readonly unknown[], asked: readonly unknown[]): void {
    const named = (all: readonly unknown[]) => all.filter((website) => website !== 'by id');
    assert.deepEqual([written.length, named(written)], [asked.length, named(asked)]);
  }
});
