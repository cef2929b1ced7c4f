import assert from 'node:assert/strict';
import { type DeliverySettings, deliveryFor } from '../../../lib/poll/delivery/delivery-for';
import { SendingOrder } from '../../../lib/poll/delivery/sending-order';
import type { Settlement } from '../../../lib/poll/delivery/settlement';
import { ShortcutDelivery } from '../../../lib/poll/delivery/shortcut-delivery';
import { toOutbox } from '../../../lib/poll/delivery/to-outbox';
import type { RecordMessage } from '../../../lib/poll/model/message';
import type { SettledEvent } from '../../../lib/ports/events';
import type { AnswerListener, Outbox, OutboxRow, Shortcut } from '../../../lib/ports/outbox';
import { Telemetry } from '../../../lib/ports/telemetry';
import { ModelTenant } from '../../laws/model-tenant';
import { FakeClock, Rig, turns } from './rig';

const nowhere: Outbox = {
  send: () => assert.fail('it is kept'),
  keep: () => undefined,
  forget: () => undefined,
  messageOf: () => undefined,
  isUnderWay: () => false,
  open: () => undefined,
};

const shortcut: Shortcut = {
  isOpen: true,
  hasLanded: true,
  noteRecord: () => undefined,
  look: () => undefined,
  send: () => undefined,
};

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

  it('are told of where they go into the flow of this process at once, with how long ago that was', async () => {
    const keys: string[] = [];
    const telemetry = new Telemetry();
    const told: SettledEvent[] = [];
    telemetry.on('settled', (event) => told.push(event));
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const outbox: Outbox = {
      ...nowhere,
      shortcut: {
        ...shortcut,
        send: (_, message) => {
          keys.push((message as RecordMessage).coupa.key);
          rig.clock.advance(50);
        },
      },
    };
    const rig = new Rig(tenant, { outbox, telemetry, config: { start: 'beginning' } });
    await rig.poller.poll();
    assert.deepEqual(
      told.map(({ key, result, durationMs }) => [key, result, durationMs]),
      keys.map((key) => [key, 'delivered', 50]),
    );
    assert.equal(keys.length, 1);
    await rig.poller.close();
  });

  it('go into no flow at once where something is left to do with them once a flow has them', () => {
    const patience = { maxInFlight: 5, acknowledgeTimeout: 60, maxAttempts: 5 };
    const outlet = {
      ...toOutbox({ ...nowhere, shortcut }),
      giveUp: () => undefined,
      changed: () => undefined,
    };
    const settlement: Settlement = { settle: () => Promise.resolve(undefined) };
    const clock = new FakeClock();
    const of = (given: Partial<DeliverySettings>, settles?: Settlement) => {
      const settings: DeliverySettings = { ...patience, delivery: 'send', integration: '', ...given };
      return deliveryFor(settings, outlet, clock, settles, new SendingOrder(), true);
    };
    assert.ok(of({}) instanceof ShortcutDelivery);
    for (const delivery of [of({ delivery: 'acknowledge' }), of({ integration: 'code' }), of({}, settlement)])
      assert.ok(!(delivery instanceof ShortcutDelivery));
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
