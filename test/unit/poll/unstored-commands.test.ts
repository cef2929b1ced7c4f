import assert from 'node:assert/strict';
import { type Command, runCommand } from '../../../lib/poll/command';
import { isInterruption } from '../../../lib/poll/lifecycle/interruption';
import type { RequestOptions } from '../../../lib/ports/requester';
import { ModelTenant } from '../../laws/model-tenant';
import { idsOf, Rig, turns } from './rig';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** A tenant with three records, an hour old. */
function tenantWithThree(): ModelTenant {
  const tenant = new ModelTenant();
  for (let made = 0; made < 3; made += 1) tenant.apply({ kind: 'create' });
  tenant.apply({ kind: 'wait', ms: 3_600_000 });
  return tenant;
}

describe('a command that cannot be stored, since the disk is full,', () => {
  const full = new Error('The disk is full.');

  const isToldAs = (error: Error) => {
    assert.match(error.message, /The disk is full\..* The command is carried out all the same/);
    assert.match(
      error.message,
      /If Node-RED is restarted before, or another instance of the fleet leads, send it again/,
    );
    return true;
  };

  async function polled(config: Record<string, unknown>) {
    const tenant = tenantWithThree();
    const rig = new Rig(tenant, { config: { interval: 1, ...config } });
    rig.poller.start();
    await turns(20);
    rig.clock.advance(0);
    await turns(60);
    return { rig, tenant };
  }

  async function pass(rig: Rig, milliseconds: number): Promise<void> {
    rig.clock.advance(milliseconds);
    await turns(100);
  }

  it('begins a back-fill nevertheless, and says that of a second one only while it goes on', async () => {
    const { rig } = await polled({ start: 'now' });
    rig.store.broken = full;
    await assert.rejects(rig.poller.backfill({ from: 'beginning', to: undefined }), isToldAs);
    rig.store.broken = undefined;
    await pass(rig, 30_000);
    assert.deepEqual(idsOf(rig), upTo(3));
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await pass(rig, 30_000);
    assert.deepEqual(idsOf(rig), [...upTo(3), ...upTo(3)]);
  });

  it('resumes nevertheless: it polls', async () => {
    const { rig, tenant } = await polled({ start: 'now' });
    await rig.poller.pause();
    rig.store.broken = full;
    await assert.rejects(rig.poller.resume(), isToldAs);
    rig.store.broken = undefined;
    const { requests } = tenant;
    await pass(rig, 0);
    assert.ok(tenant.requests > requests, 'it does not poll');
    assert.equal((await rig.poller.report()).paused, false);
  });

  it('pauses nevertheless, and shows that it is paused', async () => {
    const { rig, tenant } = await polled({ start: 'now' });
    rig.store.broken = full;
    await assert.rejects(rig.poller.pause(), isToldAs);
    assert.equal(rig.statuses.at(-1)?.kind, 'paused');
    const { requests } = tenant;
    await pass(rig, 600_000);
    assert.equal(tenant.requests, requests);
  });

  it('resets nevertheless: it polls from there, and looks for removals as before', async () => {
    const { rig } = await polled({ start: 'beginning', removals: 1 });
    rig.store.broken = full;
    await assert.rejects(rig.poller.reset('beginning'), isToldAs);
    rig.store.broken = undefined;
    await pass(rig, 0);
    assert.deepEqual(idsOf(rig), [...upTo(3), ...upTo(3)]);
    assert.notEqual((await rig.poller.report()).removals?.looking, undefined);
    await pass(rig, 60_000);
    assert.equal((await rig.poller.report()).removals?.known, 3);
  });

  for (const kind of ['redeliver', 'dismiss'] as const) {
    const config = { start: 'beginning', delivery: 'acknowledge', maxAttempts: 1 };

    async function givenUp(): Promise<Rig> {
      const rig = new Rig(tenantWithThree(), { config });
      rig.onRecord = ({ coupa }) => void rig.poller.refuse(coupa.delivery, 'no');
      await rig.poller.poll();
      rig.onRecord = () => {};
      return rig;
    }

    const stateOf = async (rig: Rig) => {
      const { records, redelivering } = await rig.poller.undeliverables.list();
      return [records.length, redelivering];
    };

    it(`holds nevertheless where records were to be changed that are undeliverable: ${kind}`, async () => {
      const rig = await givenUp();
      // It fills up between the two documents.
      rig.onSave = () => {
        rig.store.broken = full;
      };
      await assert.rejects(runCommand(rig.poller, { kind, keys: undefined }), isToldAs);
      assert.deepEqual(await stateOf(rig), kind === 'redeliver' ? [3, 3] : [0, 0]);
    });

    it(`changes nothing, and does not say that it did, where the disk was full before: ${kind}`, async () => {
      const rig = await givenUp();
      rig.store.broken = full;
      await assert.rejects(runCommand(rig.poller, { kind, keys: undefined }), full);
      assert.deepEqual(await stateOf(rig), [3, 0]);
    });
  }
});

describe('a command that a deploy or the end of a term comes before', () => {
  const commands: Command[] = [
    { kind: 'pause' },
    { kind: 'resume' },
    { kind: 'reset', order: { from: 'beginning', message: {} } },
    { kind: 'backfill', order: { from: 'beginning', to: undefined, message: {} } },
    { kind: 'redeliver', keys: undefined },
    { kind: 'dismiss', keys: undefined },
  ];

  for (const command of commands)
    it(`is not answered as done: ${command.kind}, which waits behind another`, async () => {
      let isAsked = () => {};
      const asked = new Promise<void>((resolve) => {
        isAsked = resolve;
      });
      // The tenant takes its time until the request is ended.
      const request = (options: RequestOptions) =>
        new Promise<never>((_, reject) => {
          const { signal } = options;
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          isAsked();
        });
      const rig = new Rig({ request }, { config: { start: 'beginning' } });
      const order = { from: 'now', message: {} } as const;
      const first = runCommand(rig.poller, { kind: 'reset', order });
      await asked;
      const outcomes = Promise.allSettled([first, runCommand(rig.poller, command)]);
      await rig.poller.close();
      for (const outcome of await outcomes) {
        assert.equal(outcome.status, 'rejected');
        assert.ok(!isInterruption(outcome.reason));
        assert.match(String(outcome.reason), /stopped before it had carried the command "\w+" out/);
      }
    });

  /** A poll is under way, which ends its request late, and is being paused when the node is closed. */
  async function closedWhilePausing(broken?: Error) {
    let end = () => {};
    const request = ({ signal }: RequestOptions) =>
      new Promise<never>((_, reject) => {
        end = () => reject(signal?.reason as Error);
      });
    const rig = new Rig({ request }, { config: { start: 'beginning' } });
    const polled = rig.poller.poll().catch(() => undefined);
    await turns();
    const paused = runCommand(rig.poller, { kind: 'pause' });
    await turns();
    rig.store.broken = broken;
    const closed = rig.poller.close();
    end();
    const [outcome] = await Promise.allSettled([paused, closed, polled]);
    rig.store.broken = undefined;
    rig.crash();
    return { outcome, isPaused: (await rig.poller.report()).paused };
  }

  it('is answered as done where it was: a pause that only waits for the poll to stop', async () => {
    const { outcome, isPaused } = await closedWhilePausing();
    assert.deepEqual([outcome.status, isPaused], ['fulfilled', true]);
  });

  it('is not answered as done where the last save failed: the successor is not paused', async () => {
    const { outcome, isPaused } = await closedWhilePausing(new Error('The disk is full.'));
    assert.deepEqual([outcome.status, isPaused], ['rejected', false]);
  });

  it('is known of a poll: it is taken up again', async () => {
    const tenant = tenantWithThree();
    const rig = new Rig(tenant, { config: { start: 'beginning', pageSize: 1 } });
    rig.onRecord = () => void rig.poller.close();
    await assert.rejects(runCommand(rig.poller, { kind: 'poll', message: {} }), isInterruption);
  });
});
