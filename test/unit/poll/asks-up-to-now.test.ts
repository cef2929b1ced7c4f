// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { pollParts } from '../../../lib/poll/compile/parts';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { HubRig } from '../../laws/hub-rig';
import { turns } from './rig';

const minute = 60_000;
const hour = 60 * minute;
const iso = (moment: number) => new Date(moment).toISOString().replace(/\.\d+/, '');

describe('a URL that asks up to now', () => {
  let rig: HubRig;
  afterEach(() => rig?.stop());

  for (const [title, upper] of [
    ['written by the day', '${now:yyyy-MM-dd}'],
    ['written by the hour', "${now:yyyy-MM-dd'T'HH}:00:00Z"],
    ['in a zone that it does not name', "${nowTimeZone:America/New_York:yyyy-MM-dd'T'HH:mm:ss'Z'}"],
  ] as const) {
    it(`loses nothing where that is ${title}`, async () => {
      let now = Date.UTC(2026, 7, 13, 14, 5, 16);
      rig = await HubRig.start(
        {
          resource: 'contacts',
          url: `/hubs/crm/contacts?where=updatedDate>'\${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}' and updatedDate<'${upper}'`,
          updatedDateField: 'updatedDate',
          createdDateField: '',
          start: 'now',
          overlap: 60,
        },
        {},
        { now: () => now },
      );
      const wait = (milliseconds: number) => {
        now += milliseconds;
        rig.clock.advance(milliseconds);
      };
      const { records } = rig.hub.list('crm/contacts');
      records.push({ id: 1, updatedDate: iso(now - 2 * hour) });
      await rig.poller.poll();
      for (let id = 2; id <= 9; id += 1) {
        wait(hour - 4 * minute);
        records.push({ id, updatedDate: iso(now) });
        wait(4 * minute);
        await rig.poller.poll();
      }
      wait(48 * hour);
      await rig.poller.poll();
      assert.deepEqual(
        rig.messages.map(({ coupa }) => Number(coupa.id)).sort((a, b) => a - b),
        [2, 3, 4, 5, 6, 7, 8, 9],
      );
      assert.deepEqual(rig.errors, []);
    });
  }

  it('is filled back to the end of what is asked for', async () => {
    const now = Date.UTC(2026, 7, 13, 14, 5, 16);
    rig = await HubRig.start(
      {
        resource: 'contacts',
        url: `/hubs/crm/contacts?where=updatedDate>'\${date}' and updatedDate<'\${now:yyyy-MM-dd}'`,
        updatedDateField: 'updatedDate',
        createdDateField: '',
        start: 'now',
      },
      {},
      { now: () => now },
    );
    const { records } = rig.hub.list('crm/contacts');
    for (const ago of [50, 30, 26, 20]) records.push({ id: 100 - ago, updatedDate: iso(now - ago * hour) });
    await rig.poller.poll();
    await rig.poller.backfill({ from: now - 40 * hour, to: now - 24 * hour });
    for (let turn = 0; turn < 2000 && rig.summaries.length < 2; turn += 1) await turns(1);
    assert.deepEqual(
      rig.messages.map(({ coupa }) => Number(coupa.id)).sort((a, b) => a - b),
      [70, 74],
    );
  });

  it('goes on from now where that bounds another date', () => {
    const none = () => undefined;
    const values = { env: none, flow: none, global: none, msg: none };
    const upper = (url: string) =>
      pollParts(readPollSettings({ url }), {
        origin: 'https://acme.coupahost.com',
        hub: false,
        values: () => values,
      }).source.effectiveUpper(Date.UTC(2026, 7, 13, 14));
    const since = '/api/invoices?updated-at[gt_or_eq]=${date}';
    assert.equal(upper(`${since}&payment-date[lt]=\${now:yyyy-MM-dd}`), Date.UTC(2026, 7, 13, 14));
    assert.equal(upper(`${since}&updated_at[lt]=\${now:yyyy-MM-dd}`), Date.UTC(2026, 7, 13));
  });

  it('asks again for what was created behind that, which is updated no earlier', () => {
    const none = () => undefined;
    const values = { env: none, flow: none, global: none, msg: none };
    const url = '/api/invoices?updated-at[gt_or_eq]=${date}&created_at[lt]=${now:yyyy-MM-dd}';
    const { source } = pollParts(readPollSettings({ url }), {
      origin: 'https://acme.coupahost.com',
      hub: false,
      values: () => values,
    });
    assert.equal(source.effectiveUpper(Date.UTC(2026, 7, 13, 14)), Date.UTC(2026, 7, 13));
  });
});
