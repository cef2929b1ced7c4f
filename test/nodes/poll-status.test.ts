import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { PollerStatus } from '../../lib/poll/poller';
import { showStatus } from '../../nodes/poll/status';
import { labelsOf } from '../node-rooms';

describe('The status of a poll node', () => {
  const at = new Date().setHours(14, 3, 22, 0);
  const end = new Date(new Date(at).setHours(14, 5, 40)).toISOString();
  const long = { kind: 'backfill', poll: 'one', sent: 1200, share: 0.349 } as const;

  for (const [status, text] of [
    [{ kind: 'new', onDemand: false }, 'not polled yet'],
    [{ kind: 'new', onDemand: true }, 'waiting for a message'],
    [{ kind: 'rest', at, count: 12 }, '14:03:22: 12 sent'],
    [{ kind: 'rest', at, count: 1200, backfill: true }, '14:03:22: 1200 sent (back-fill)'],
    [{ kind: 'waiting', pending: 3, unmarked: 0 }, 'waiting for 3 to be acknowledged'],
    [{ kind: 'waiting', pending: 0, unmarked: 2 }, 'waiting for 2 to be marked as exported'],
    [{ kind: 'waiting', pending: 3, unmarked: 2 }, 'waiting for 3 to be acknowledged, 2 to be marked'],
    [{ kind: 'polling', count: 1200 }, 'polling: 1200'],
    [{ kind: 'polling', count: 1200, progress: long }, '1200 so far, 34%'],
    [
      { kind: 'polling', count: 1200, progress: { ...long, estimatedEnd: end } },
      '1200 so far, 34%, ends about 14:05',
    ],
  ] as [PollerStatus, string][]) {
    it(`says "${text}"`, () => assert.equal(shown(status).text, text));
  }
});

function shown(status: PollerStatus): NodeStatus {
  const seen: NodeStatus[] = [];
  showStatus(inEnglish(), { status: (one: NodeStatus) => seen.push(one) } as unknown as Node, status);
  assert.equal(seen.length, 1);
  return seen[0] ?? {};
}

/** As much of Node-RED as a status needs. */
function inEnglish(): NodeAPI {
  const texts: unknown = JSON.parse(readFileSync(labelsOf('coupa-poll', 'en-US'), 'utf8'));
  const look = (key: string, values: Record<string, string> = {}) =>
    String(key.split('.').reduce((part, name) => Reflect.get(Object(part), name) as unknown, texts)).replace(
      /__(\w+)__/g,
      (_, name: string) => String(values[name]),
    );
  return { _: look } as unknown as NodeAPI;
}
