import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Receiver } from '../../../lib/fleet/delivery/receiver';
import type { Engine } from '../../../lib/fleet/engine/engine';
import type { ExchangeOrder } from '../../../lib/fleet/engine/exchanges';
import { manualClock } from '../connection/manual-clock';

const row = (message: string) => JSON.stringify({ id: 'a', message });

describe('An instance that takes records of a fleet', () => {
  it('sends the others where one in the engine cannot be read, and says so of that one', async () => {
    const clock = manualClock();
    const rows = ['no row', row('{"payload":'), row('null'), row('{"payload":{"id":4}}')];
    const records = rows.map((text, index) => ({ token: `token ${index}`, row: text }));
    const said: string[] = [];
    const engine = {
      exchange: async (_poll: string, { answers }: ExchangeOrder) => {
        said.push(...answers.map(({ answer }) => answer));
        return { records: records.splice(0), gone: [], inHand: 0, instances: 1 };
      },
    } as unknown as Engine;
    const delivered: unknown[] = [];
    const receiver = new Receiver({
      engine,
      poll: 'poll',
      run: 'run',
      clock,
      maxInFlight: 10,
      by: { kind: 'flow', acknowledgeTimeoutMs: 60_000 },
      deadMs: 10_000,
      deliver: (message) => void delivered.push(message),
      failed: (error) => assert.fail(String(error)),
    });
    receiver.start();
    // What is said within a turn is handed in behind it.
    for (let turn = 0; turn < 10; turn++) {
      await setImmediate();
      await clock.tick(100);
    }
    assert.deepEqual(delivered, [{ payload: { id: 4 } }]);
    const told = said.map((text) => JSON.parse(text)).filter(({ kind }) => kind === 'lost');
    assert.deepEqual(
      told.map(({ token }) => token),
      ['token 0', 'token 1', 'token 2'],
    );
    await receiver.close();
  });
});
