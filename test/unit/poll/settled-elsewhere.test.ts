import assert from 'node:assert/strict';
import type { SettledEvent } from '../../../lib/ports/events';
import type { AnswerListener, Outbox } from '../../../lib/ports/outbox';
import { Telemetry } from '../../../lib/ports/telemetry';
import { ModelTenant } from '../../laws/model-tenant';
import { Rig, turns } from './rig';

describe('Records that are sent into flows elsewhere', () => {
  it('are told of when they are settled, with how often and how long ago they were sent', async () => {
    const tokens: string[] = [];
    let listener: AnswerListener | undefined;
    const outbox: Outbox = {
      send: (token) => void tokens.push(token),
      keep: () => undefined,
      forget: () => undefined,
      messageOf: () => undefined,
      isUnderWay: () => false,
      open: (its) => {
        listener = its;
      },
    };
    const telemetry = new Telemetry();
    const told: SettledEvent[] = [];
    telemetry.on('settled', (event) => told.push(event));
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { outbox, telemetry, config: { start: 'beginning', maxAttempts: 2 } });
    await rig.poller.poll();
    const [first = '', second = ''] = tokens;
    rig.clock.advance(30_000);
    listener?.acknowledge(first);
    listener?.refuse(second, 'no');
    rig.clock.advance(10_000);
    await turns();
    listener?.refuse(tokens[2] ?? '', 'no');
    assert.deepEqual(
      told.map(({ result, attempts, durationMs }) => [result, attempts, durationMs]),
      [
        ['delivered', 1, 30_000],
        ['undeliverable', 2, 40_000],
      ],
    );
    await rig.poller.close();
  });
});
