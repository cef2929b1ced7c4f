import assert from 'node:assert/strict';
import { turns } from '../poll/rig';
import { Fleet } from './deliveries';

describe('A fleet whose flow takes its time', () => {
  const maxInFlight = 20;
  const seconds = 10;
  const stepMs = 5;

  /** Lets others wait for room all the time. @returns how many records a second are settled. */
  async function perSecond(flowMs: number): Promise<number> {
    const fleet = new Fleet({ maxInFlight, acknowledgeTimeout: 300_000, maxAttempts: 5 });
    const leader = await fleet.lead();
    const other = fleet.join('a');
    other.onRecord = (token) => void fleet.clock.setTimeout(() => other.receiver.acknowledge(token), flowMs);
    let delivered = 0;
    for (let ms = 0; ms < seconds * 1000; ms += stepMs) {
      while (leader.delivery.pending < maxInFlight) {
        delivered += 1;
        leader.deliver(delivered);
      }
      fleet.clock.advance(stepMs);
      await turns(6);
    }
    return (delivered - leader.delivery.pending) / seconds;
  }

  for (const flowMs of [200, 400])
    it(`has it busy for four fifths of it, though no two instances hear of each other at once (${flowMs} ms)`, async () => {
      const possible = (maxInFlight * 1000) / flowMs;
      const reached = await perSecond(flowMs);
      assert.ok(reached >= 0.8 * possible, `${reached} records a second of ${possible}`);
    });

  it('looks four times a second, and no more, while there is nothing', async () => {
    const fleet = new Fleet();
    const { engine } = fleet;
    const asked = { gather: 0, exchange: 0 };
    const { gather, exchange } = engine;
    engine.gather = (...args) => {
      asked.gather += 1;
      return gather.apply(engine, args);
    };
    engine.exchange = (...args) => {
      asked.exchange += 1;
      return exchange.apply(engine, args);
    };
    await fleet.lead();
    fleet.join('a');
    await fleet.pass(5000);
    Object.assign(asked, { gather: 0, exchange: 0 });
    await fleet.pass(10_000);
    assert.deepEqual(asked, { gather: 40, exchange: 40 });
  });
});
