import assert from 'node:assert/strict';
import { IntegrationReports } from '../../../../lib/poll/integration/integration-reports';
import type { RecordMessage } from '../../../../lib/poll/model/message';
import type { NotedTexts } from '../../../../lib/ports/row-store';
import { FakeClock } from '../rig';

describe('a report to an integration that no document has when its node stops', () => {
  it('waits at the next one, and is kept no longer than until a document has it', async () => {
    const engine = new Engine();
    nodeOf('/api/invoices', engine).settle(7);
    const { reports } = nodeOf('/api/invoices', engine);
    reports.restore(undefined);
    assert.equal(reports.waiting, 1);
    assert.equal(reports.toMember().integration?.runs[0]?.reports[0]?.document, 7);
    await reports.watch({ load: async () => undefined, save: async () => undefined }).save({});
    assert.equal(engine.texts.size, 0);
  });

  it('is not told of a record of another list, where the node reads that now', () => {
    const engine = new Engine();
    nodeOf('/api/invoices', engine).settle(7);
    const { reports } = nodeOf('/api/purchase_orders', engine);
    reports.restore(undefined);
    assert.equal(reports.waiting, 0);
    assert.deepEqual(reports.toMember(), {});
  });
});

/** What keeps texts over the lives of nodes. */
class Engine {
  readonly texts = new Map<string, string>();

  open(): NotedTexts {
    return {
      loaded: new Map(this.texts),
      put: (name, text) => this.texts.set(name, text),
      drop: (name) => this.texts.delete(name),
    };
  }
}

/** What reports of records of a list, and never gets as far as telling Coupa. */
function nodeOf(path: string, engine: Engine) {
  const reports = new IntegrationReports({
    code: 'ERP',
    path,
    requester: { request: () => new Promise(() => {}) },
    clock: new FakeClock(),
    notes: engine.open(),
    concurrency: 1,
    ledger: { isReading: () => false, state: {} },
    isUnsettled: () => false,
    changed: () => undefined,
    store: () => Promise.resolve(),
    refused: () => undefined,
    notice: () => undefined,
  });
  const nothing = () => undefined;
  const outlet = reports.listening({ send: nothing, giveUp: nothing, changed: nothing });
  const settle = (id: number) => {
    const message = messageOf(id);
    outlet.settled?.({ identity: message.coupa.key, coupa: message.coupa, message: () => message });
  };
  return { reports, settle };
}

function messageOf(id: number): RecordMessage {
  const key = `invoices:${id}`;
  const coupa = {
    resource: 'invoices',
    id,
    eventType: 'CREATED',
    key,
    delivery: '',
    attempt: 1,
    poll: 'p',
  } as const;
  return { topic: 'invoices', payload: { id }, coupa };
}
