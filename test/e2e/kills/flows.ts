import type { Tenant } from '../../simulator/tenant';
import { connection, type FlowNode, onCanvas, poll, tab } from '../harness/flows';
import { catcher, recorder } from '../harness/receipts';

/** The polls, by the list that each reads. `fromNow` starts with `start: "now"`, the others at the beginning. */
export const polls = { sending: 'invoices', acknowledged: 'purchase_orders', fromNow: 'suppliers' } as const;
export type PollName = keyof typeof polls;
export const pollNames = Object.keys(polls) as PollName[];

/** What nobody may ever see. */
export const secret = 'never-to-be-seen-by-anybody+/=&';

/** A poll for each list, what prints its messages, and what its errors advise. */
export function flowsFor(tenant: Tenant): FlowNode[] {
  const often = { interval: 0.005, start: 'beginning' };
  const credentials = { clientId: 'client', clientSecret: secret };
  return [
    tab,
    connection(tenant, { credentials, requestsPerSecond: 0 }),
    poll('sending', [['record-sent'], []], { ...often, resource: polls.sending }),
    recorder('record-sent', polls.sending, [[]]),
    poll('acknowledged', [['record-acknowledged'], []], {
      ...often,
      resource: polls.acknowledged,
      delivery: 'acknowledge',
      maxInFlight: 40,
    }),
    recorder('record-acknowledged', polls.acknowledged, [['acknowledged']]),
    poll('fromNow', [['record-new'], []], { ...often, start: 'now', resource: polls.fromNow }),
    recorder('record-new', polls.fromNow, [[]]),
    {
      id: 'reset',
      type: 'inject',
      z: 'tab',
      props: [
        { p: 'command', v: 'reset', vt: 'str' },
        { p: 'from', v: 'beginning', vt: 'str' },
      ],
      wires: [['fromNow']],
    },
    ...catcher('errors'),
  ].map(onCanvas);
}
