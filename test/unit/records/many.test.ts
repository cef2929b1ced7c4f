import assert from 'node:assert/strict';
import type { JsonObject } from '../../../lib/base/json';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { readRecordSettings } from '../../../lib/records/model/settings';
import type { RecordStatus } from '../../../lib/records/session';
import { RecordSession } from '../../../lib/records/session';
import type { RecordSummary } from '../../../lib/records/telling/summary';

describe('a hundred thousand objects in one message', () => {
  const count = 100_000;
  /** Characters of the answer to each object: all together a gigabyte. */
  const long = 'x'.repeat(10_000);
  const objects = Array.from({ length: count }, (_, at) => ({ id: at + 1, webiste: 'x' }));

  /** A tenant that answers at once with long records, and counts what is under way. */
  function tenant(answer: (options: RequestOptions) => unknown) {
    let open = 0;
    const seen = { requests: 0, most: 0 };
    const request = async (options: RequestOptions): Promise<Answer> => {
      seen.requests += 1;
      open += 1;
      seen.most = Math.max(seen.most, open);
      await Promise.resolve();
      open -= 1;
      return { statusCode: 200, headers: {}, body: answer(options), elapsed: 1, requests: 1 };
    };
    const download = () => Promise.reject(new Error('no file is asked for'));
    return { seen, request, download };
  }

  async function update(requester: ReturnType<typeof tenant>) {
    const statuses: RecordStatus[] = [];
    const session = new RecordSession({
      requester,
      settings: readRecordSettings({ resource: 'suppliers', operation: 'update', maxInFlight: 3 }),
      copy: (message) => ({ ...message }),
      status: (status) => statuses.push(status),
      warn: () => undefined,
      say: String,
    });
    const sent: JsonObject[] = [];
    await session.handle({ payload: objects }, (first) => sent.push(first ?? {}));
    const [first] = sent;
    const coupa = first?.['coupa'] as { record: RecordSummary };
    return { payload: first?.['payload'] as JsonObject[], record: coupa.record, statuses };
  }

  it('are written a few at a time, and told with what can be read of it', async () => {
    const requester = tenant(({ path }) => ({
      id: Number(path.split('/').at(-1)),
      website: long.slice(1) + path,
    }));
    const { payload, record, statuses } = await update(requester);
    assert.deepEqual([requester.seen.requests, requester.seen.most], [count, 3]);
    assert.deepEqual([record.applied, record.result.length], [count, count]);
    assert.equal(record.warnings?.length, 1001, 'a thousand, and how many more');
    assert.match(String(record.warnings?.at(-1)?.message), /^… and \d+ more$/);
    assert.ok(statuses.length < 150, `${statuses.length} statuses`);
    const whole = payload.filter((one) => 'website' in one).length;
    assert.equal(payload.length, count);
    assert.deepEqual(payload.at(-1), { id: count }, 'beyond what is kept, the id alone');
    assert.ok(whole > 1000 && whole < 10_000, `${whole} whole records are kept`);
  });
});
