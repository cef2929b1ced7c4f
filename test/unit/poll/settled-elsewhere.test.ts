import assert from 'node:assert/strict';
import type { SettledEvent } from '../../../lib/ports/events';
import type { AnswerListener, Outbox, OutboxRow } from '../../../lib/ports/outbox';
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

  it('are not sent again by a successor whose document does not know of them, though they are settled before it reads them', async () => {
    const sent: { token: string; row: OutboxRow }[] = [];
    let settled: string[] = [];
    let hears: AnswerListener | undefined;
    const outbox: Outbox = {
      send: (token, row) => void sent.push({ token, row: structuredClone(row) }),
      keep: () => undefined,
      forget: () => undefined,
      messageOf: () => undefined,
      isUnderWay: () => true,
      open: (listener) => {
        hears = listener;
        for (const token of settled) listener.acknowledge(token);
      },
    };
    const tenant = new ModelTenant();
    for (const kind of ['create', 'create'] as const) tenant.apply({ kind });
    const rig = new Rig(tenant, { outbox, config: { start: 'beginning' } });
    await rig.poller.poll();
    for (const { token } of sent) hears?.acknowledge(token);
    await rig.poller.close();
    const document = (await rig.store.load()) as object;
    rig.crash();
    tenant.apply({ kind: 'create' });
    // One is changed in the second in which its first version was sent, one later.
    tenant.apply({ kind: 'update', pick: 0 });
    tenant.apply({ kind: 'wait', ms: 2000 });
    tenant.apply({ kind: 'update', pick: 1 });
    await rig.poller.poll();
    assert.equal(sent.length, 5, 'all are on their way');

    // Nothing was saved since, but the engine has the records.
    await rig.store.save({ ...document, pending: sent.slice(2).map(({ row }) => row) });
    settled = sent.map(({ token }) => token);
    rig.crash();
    await rig.poller.poll();
    assert.deepEqual(
      sent.slice(5).map(({ row }) => row.message),
      [],
    );
    tenant.apply({ kind: 'wait', ms: 2000 });
    tenant.apply({ kind: 'update', pick: 1 });
    await rig.poller.poll();
    assert.equal(sent.length, 6, 'a later version is sent');
    await rig.poller.close();
  });
});
