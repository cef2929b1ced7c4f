import assert from 'node:assert/strict';
import { Telemetry } from '../../../lib/ports/telemetry';
import { ModelTenant } from '../../laws/model-tenant';
import { Rig } from './rig';

const hourMs = 3_600_000;

/** How a poll stands a minute after it has ended, at a computer whose clock is ahead by so much. */
async function aMinuteLater(aheadMs: number) {
  const tenant = new ModelTenant();
  const telemetry = new Telemetry();
  const rig = new Rig(tenant, { telemetry, config: { start: 'now' } });
  const ahead = rig.clock.now() - tenant.time;
  tenant.time += ahead - aheadMs;
  await rig.poller.poll();
  tenant.time += 60_000;
  rig.clock.advance(60_000);
  const { lagMs } = await rig.poller.report();
  const [gauges] = [...telemetry.gauges].map((read) => read());
  await rig.poller.close();
  return [lagMs, gauges?.lagMs];
}

describe('What is told of how far a poll is behind', () => {
  for (const [what, aheadMs] of [
    ['is right', 0],
    ["is an hour ahead of the tenant's", hourMs],
    ["is an hour behind the tenant's", -hourMs],
  ] as const) {
    it(`is the time since the poll where the clock of this computer ${what}`, async () => {
      for (const lagMs of await aMinuteLater(aheadMs))
        assert.ok(lagMs !== undefined && lagMs >= 59_000 && lagMs <= 63_000, String(lagMs));
    });
  }
});
