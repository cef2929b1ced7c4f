import assert from 'node:assert/strict';
import { pollParts } from '../../../lib/poll/compile/parts';
import { previewUrl } from '../../../lib/poll/inspect/preview';
import { tryPoll } from '../../../lib/poll/inspect/trial';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { boundsOf } from '../../../lib/poll/scan/bounds';
import type { RequestOptions } from '../../../lib/ports/requester';
import { ModelTenant } from '../../laws/model-tenant';
import { Rig } from './rig';

const now = Date.UTC(2026, 10, 22, 8);
const origin = 'https://acme.example';
const nothing = () => undefined;
const values = { env: nothing, flow: nothing, global: nothing, msg: nothing };

describe('where a poll begins', () => {
  const overlap = 60_000;
  for (const [what, start, state, expected] of [
    ['the position', 'beginning', { position: now }, [now - 61_000, now, 'position']],
    ['the beginning', 'beginning', {}, [0, undefined, 'beginning']],
    ['now', 'now', {}, [now - 61_000, now, 'now']],
    ['the date', 'date', {}, [now - 86_401_000, now - 86_400_000, 'date']],
    ['where a reset says', 'now', { restart: 5000 }, [4000, 5000, 'date']],
    ['the beginning, after a reset', 'date', { restart: 'beginning' }, [0, undefined, 'beginning']],
    ['when it was reset', 'date', { restart: 'now', restartAt: 99_000 }, [38_000, 99_000, 'now']],
    ['when now was first asked for', 'now', { restartAt: 99_000 }, [38_000, 99_000, 'now']],
    ['never before 1970', 'now', { position: 5 }, [0, 5, 'position']],
  ] as const) {
    it(`is ${what}`, () => {
      const startDate = start === 'date' ? now - 86_400_000 : undefined;
      const { lower, from, basis } = boundsOf({ start, startDate, overlap }, state, now);
      assert.deepEqual([lower, from, basis], expected);
    });
  }

  for (const [what, config, reset, decidedBy] of [
    ['a node that polls for the first time', { start: 'date', startDate: '2026-11-01' }, undefined, 'start'],
    ['a node that polled', { start: 'beginning' }, undefined, 'position'],
    ['a node that is reset to a date', { start: 'beginning' }, now - 7_200_000, 'reset'],
    ['a node that is reset to now', { start: 'beginning' }, 'now', 'reset'],
    [
      'a node that is reset to the beginning',
      { start: 'date', startDate: '2026-11-01' },
      'beginning',
      'reset',
    ],
  ] as const) {
    it(`is shown by the preview and by a trial as the poll takes it: ${what}`, async () => {
      const tenant = new ModelTenant();
      const asked: string[] = [];
      const requester = {
        request: (options: RequestOptions) => {
          asked.push(/updated-at\[gt_or_eq\]=([^&]*)/.exec(options.path)?.[1] ?? '');
          return tenant.request(options);
        },
      };
      const settings = readPollSettings(config);
      const parts = pollParts(settings, { origin, hub: false, values: () => values });
      const rig = new Rig(requester, { config, source: parts.source });
      tenant.apply({ kind: 'create' });
      if (!what.includes('first time')) await rig.poller.poll();
      tenant.time += 60_000;
      if (reset !== undefined) await rig.poller.reset(reset);
      const state = { ...(await rig.poller.beginsFrom()), now };
      const shown = previewUrl(settings, { ...state, origin, hub: false, values });
      assert.equal(shown.begins.decidedBy, decidedBy);
      const { signal } = new AbortController();
      asked.length = 0;
      await tryPoll(parts, { ...state, requester, hub: false, signal });
      const [tried] = asked.splice(0);
      await rig.poller.poll();
      assert.equal(tried, asked[0]);
      const lower = Date.parse(decodeURIComponent(asked[0] ?? ''));
      assert.equal(shown.from, lower < now - 86_400_000 * 365 ? undefined : lower + 1000);
      assert.ok(shown.parts.some(({ text }) => text.includes(asked[0] ?? '?')));
    });
  }
});
