import {
  type IntegrationParts,
  IntegrationReports,
} from '../../../../lib/poll/integration/integration-reports';
import { FakeClock } from '../rig';
import { recordMessage } from './record-message';

/** What reports of records that are settled, and never gets as far as telling Coupa. */
export function silentNode(parts: Partial<IntegrationParts> = {}) {
  const reports = new IntegrationReports({
    code: 'ERP',
    path: '/api/invoices',
    requester: { request: () => new Promise(() => {}) },
    clock: new FakeClock(),
    concurrency: 1,
    ledger: { isReading: () => false, state: {} },
    isUnsettled: () => false,
    changed: () => undefined,
    store: () => Promise.resolve(),
    refused: () => undefined,
    notice: () => undefined,
    ...parts,
  });
  const nothing = () => undefined;
  const outlet = reports.listening({ send: nothing, giveUp: nothing, changed: nothing });
  const settle = (id: number) => {
    const message = recordMessage(id);
    const { coupa } = message;
    outlet.settled?.({ identity: coupa.key, sequence: id, coupa, message: () => message });
  };
  return { reports, settle };
}
