import { noteOf } from '../../simulator/changing';
import type { Tenant } from '../../simulator/tenant';
import { connection, type FlowNode, onCanvas, poll, tab } from '../harness/flows';

/** The polls of a fleet in chaos, by the list that each reads: one under each delivery. */
export const polls = { sent: 'invoices', held: 'purchase_orders' } as const;
export type PollName = keyof typeof polls;
export const pollNames = Object.keys(polls) as PollName[];

/** Seconds. */
export const lease = 4;
/** Seconds. */
export const acknowledgeTimeout = 15;
/** Seconds that a poll reaches back. */
export const overlap = 20;
/** Records of a page. */
export const pageSize = 10;
/** Milliseconds for which some records are in hand: until another leads where the leader of now is killed. */
const longMs = 1500 * lease;
/** Records of the poll that waits for acknowledgements, in hand in the whole fleet. */
export const maxInFlight = 20;
export const maxAttempts = 5;

/** Milliseconds without a turn after which a process says so: what it does meanwhile is late by as much. */
export const slowMs = 350;
/** Milliseconds without a turn after which others may take a process for dead. */
export const lagMs = 700;
/** Milliseconds between two looks at that. */
export const turnMs = 100;

/** Requests per second that the tenant allows in the long run, and that the fleet asks for; what a busy computer holds up comes together. */
export const rate = { allowed: { perSecond: 14, burst: 40 }, asked: 12 };

/**
 * The same flow on every instance. What is acknowledged is in hand for a while: some is refused once, some twice where that is asked for, some
 * handed back by another instance, which the test has to ask.
 */
export function chaosFlows(tenant: Tenant, refusedTwice: boolean): FlowNode[] {
  const often = { interval: 0.005, start: 'now', pageSize, overlap };
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url: '${COUPA_ENGINE}', instance: '${COUPA_INSTANCE}', lease },
    connection(tenant, { requestsPerSecond: rate.asked, fleet: 'fleet' }),
    poll('sent', [['take-sent'], ['tells']], { ...often, resource: polls.sent }),
    tool('take-sent', `${report}\n took();`, []),
    poll('held', [['take-held'], ['tells']], {
      ...often,
      resource: polls.held,
      delivery: 'acknowledge',
      maxInFlight,
      acknowledgeTimeout,
      maxAttempts,
    }),
    tool('take-held', `${report}\n took();\n ${handsBack(refusedTwice)}`, ['held']),
    { id: 'answers', type: 'inject', z: 'tab', props: [], wires: [['held']] },
    tool(
      'tells',
      `if (msg.topic === 'undeliverable') ${print('undeliverable', '{ key: msg.coupa.key }')}`,
      [],
    ),
    { ...tool('lags', '', []), initialize: watchesItself },
  ].map(onCanvas);
}

function tool(id: string, func: string, wires: string[]): FlowNode {
  return { id, type: 'function', z: 'tab', func, outputs: wires.length, wires: [wires] };
}

function print(mark: string, json: string): string {
  return `node.log('${mark} ' + JSON.stringify(${json}));`;
}

const report = `
  const { id, key, attempt, delivery } = msg.coupa;
  const poll = msg.topic === '${polls.sent}' ? 'sent' : 'held';
  const change = Number(msg.payload[poll === 'sent' ? '${noteOf(polls.sent)}' : '${noteOf(polls.held)}']);
  const took = () => ${print('took', '{ poll, id: String(id), change, key, attempt, delivery, at: Date.now() }')}`;

/** By its number, so that a version meets the same fate wherever it comes. */
function handsBack(refusedTwice: boolean): string {
  return `
  const mixed = Math.imul(change + 7, 0x9e3779b1) >>> 8;
  const refusals = mixed % 15 === 0 ? (${refusedTwice} && mixed % 5 === 0 ? 2 : 1) : 0;
  const back = (how) => ${print('back', '{ delivery, how, at: Date.now() }')}
  setTimeout(() => {
    if (attempt <= refusals) {
      back('refused');
      node.send({ ...msg, error: { message: 'not yet' } });
    } else if (mixed % 7 === 0) ${print('asks', '{ delivery }')}
    else {
      back('acknowledged');
      node.send(msg);
    }
  }, mixed % 15 === 1 ? ${longMs} : 150 + mixed % 700);`;
}

/** A process that got no turn for a while was stopped by the computer, whatever the test did: it says so. */
const watchesItself = `
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - last > ${slowMs}) ${print('lagged', '{ ms: Math.round(now - last), at: Date.now() }')}
    last = now;
  }, ${turnMs});`;
