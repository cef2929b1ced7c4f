import assert from 'node:assert/strict';
import { ModelTenant } from '../../laws/model-tenant';
import { idsOf, MemoryStore, Rig, turns } from './rig';

/** A file that can be found cut short at the next start. */
class CutStore extends MemoryStore {
  isCut = false;

  override load(): Promise<unknown> {
    if (this.isCut) this.text = this.text?.slice(0, 300);
    this.isCut = false;
    return super.load();
  }
}

/** One record stays unsettled while the tenant's clock, which was ahead, is set right; then the node is killed. */
async function setRight({ ahead, cut }: { ahead: number; cut: boolean }) {
  const tenant = new ModelTenant();
  const store = new CutStore();
  const config = {
    start: 'beginning',
    overlap: 300,
    delivery: 'acknowledge',
    maxAttempts: 50,
    acknowledgeTimeout: 3600,
  };
  const rig = new Rig(tenant, { config, store });
  const wait = (seconds: number) => {
    tenant.time += seconds * 1000;
    rig.clock.advance(seconds * 1000);
  };
  const poll = async () => {
    await rig.poller.poll();
    await turns();
    const { position } = JSON.parse(store.text ?? '{}') as { position: number };
    const reported = Date.parse((await rig.poller.report()).position ?? '');
    const { proven } = JSON.parse(store.text ?? '{}') as { proven: number };
    assert.ok(reported <= position, 'the reported position lies behind the position');
    assert.ok(proven <= position, 'what is proven lies behind the position');
  };
  rig.onRecord = ({ coupa }) => {
    if (coupa.id !== 1 || coupa.eventType === 'CREATED')
      setImmediate(() => rig.poller.acknowledge(coupa.delivery));
  };
  tenant.time += ahead * 1000;
  tenant.apply({ kind: 'create' });
  await poll();
  wait(300);
  tenant.apply({ kind: 'update', pick: 0 });
  await poll();
  wait(300);
  tenant.time -= ahead * 1000;
  await poll();
  wait(15);
  tenant.apply({ kind: 'create' });
  store.isCut = cut;
  rig.crash();
  wait(900);
  for (let count = 0; count < 4; count += 1) {
    await poll();
    wait(300);
  }
  return rig;
}

describe('a clock that was ahead and is set right while a record is unsettled', () => {
  for (const ahead of [3600, 400, 200, 0]) {
    for (const cut of [false, true]) {
      it(`loses nothing: ${ahead} s, and the file is ${cut ? 'cut' : 'whole'} at the next start`, async () => {
        const rig = await setRight({ ahead, cut });
        assert.ok(idsOf(rig).includes(2), 'the record written after that never came');
      });
    }
  }
});
