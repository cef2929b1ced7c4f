import assert from 'node:assert/strict';
import { IntegrationReports } from '../../../../lib/poll/integration/integration-reports';
import type { RecordMessage } from '../../../../lib/poll/model/message';
import { FakeClock } from '../rig';

describe('more reports to an integration than are kept', () => {
  it('are left out, which is told once, and counted without them', () => {
    const notices: string[] = [];
    const { reports, settle } = nodeThatTells(notices);
    for (let id = 1; id <= 10_000; id += 1) settle(id);
    assert.deepEqual([reports.waiting, notices], [10_000, []]);
    for (let id = 10_001; id <= 10_003; id += 1) settle(id);
    assert.equal(reports.waiting, 10_000);
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? '', /those of further records are left out until some have been sent/);
  });
});

/** What reports of records that are settled, and never gets as far as telling Coupa. */
function nodeThatTells(notices: string[]) {
  const reports = new IntegrationReports({
    code: 'ERP',
    path: '/api/invoices',
    requester: { request: () => Promise.reject(new Error('nothing is stored, so nothing is asked')) },
    clock: new FakeClock(),
    concurrency: 1,
    ledger: { isReading: () => false, state: {} },
    isUnsettled: () => false,
    changed: () => undefined,
    store: () => Promise.resolve(),
    refused: () => undefined,
    notice: (text) => notices.push(String(text)),
  });
  const nothing = () => undefined;
  const outlet = reports.listening({ send: nothing, giveUp: nothing, changed: nothing });
  const settle = (id: number) => {
    const message = messageOf(id);
    outlet.settled?.({ identity: `invoices:${id}`, coupa: message.coupa, message: () => message });
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
