import assert from 'node:assert/strict';
import type { RequestOptions } from '../../../lib/ports/requester';
import { idsOf, plainSource, Rig } from './rig';

/** A hub that gives its whole list, what was changed last at the end; each request finds it changed. */
class RestlessHub {
  isBusy = true;
  private ids = [1, 2, 3, 4, 5, 6, 7];
  private last = 7;

  constructor(private readonly dateOf: ((id: number) => string) | undefined) {}

  get all(): number[] {
    return [...this.ids].sort((a, b) => a - b);
  }

  request = async ({ path }: RequestOptions) => {
    if (this.isBusy) {
      this.last += 1;
      this.ids = [...this.ids.slice(1), ...this.ids.slice(0, 1), this.last];
    }
    const query = new URLSearchParams(path.slice(path.indexOf('?')));
    const offset = Number(query.get('nextPage') ?? 0);
    const end = offset + Number(query.get('pageSize'));
    const headers = { ...(end < this.ids.length && { 'elements-next-page-token': `${end}` }) };
    const body = this.ids.slice(offset, end).map((id) => ({ id, 'updated-at': this.dateOf?.(id) }));
    const date = Date.UTC(2026, 10, 22, 12);
    return { statusCode: 200, headers, body, date, elapsed: 1, requests: 1 };
  };
}

describe('A poll of a hub where something changes at all times', () => {
  for (const [what, dateOf] of [
    ['that shows no dates', undefined],
    ['whose dates are those of long ago', () => '2020-01-01T00:00:00Z'],
  ] as const)
    it(`comes to its end where each poll reads the whole list, ${what}, and the next one finds what was hidden`, async () => {
      const hub = new RestlessHub(dateOf);
      const rig = new Rig(hub, {
        config: { start: 'beginning', pageSize: 3 },
        source: {
          ...plainSource(),
          paging: 'token',
          dateParameter: undefined,
          byOwnDate: false,
          asksSince: false,
        },
      });
      for (let polls = 0; polls < 3; polls += 1) await rig.poller.poll();
      assert.deepEqual(rig.errors, []);
      hub.isBusy = false;
      await rig.poller.poll();
      assert.deepEqual(
        [...new Set(idsOf(rig).map(Number))].sort((a, b) => a - b),
        hub.all,
      );
    });
});
