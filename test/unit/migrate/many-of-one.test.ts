// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { IANAZone } from 'luxon';
import { readInstance } from '../../../lib/migrate/read-instance';

/** As many resources as are read. */
const most = 200;

/** An instance whose resources all have dates in this zone. */
function instance(zone: string): object {
  const url = '/api/invoices?updated-at[gt]=${date:yyyy-MM-dd}';
  const dates = { updatedDateField: 'updated-at', updatedDateTimezone: zone };
  const resources = Array.from({ length: most }, (_, number): [string, object] => [
    `r${number}`,
    { url, idField: 'id', datesConfiguration: dates },
  ]);
  return { configuration: { 'event.poller.configuration': Object.fromEntries(resources) } };
}

describe('a time zone that is misspelt in each of many resources', () => {
  it('is looked for once, and told for each', () => {
    const original = IANAZone.isValidZone;
    let looks = 0;
    IANAZone.isValidZone = (zone: string) => {
      looks += 1;
      return original.call(IANAZone, zone);
    };
    try {
      const { findings } = readInstance(instance('Europe/Berlinn'));
      const told = findings.filter(({ message }) =>
        String(message).includes('Did you mean "Europe/Berlin"?'),
      );
      assert.equal(told.length, 2 * most);
    } finally {
      IANAZone.isValidZone = original;
    }
    assert.equal(looks, 1);
  });
});

describe('a selection of very many names', () => {
  const hooks = Array.from({ length: 100 }, (_, number) => ({
    name: `h${number}`,
    events: [],
    settings: {
      credentials: { base_api_url: 'https://acme.coupahost.com', client_id: 'a' },
      import_config: { endpoint: 'api/contracts', dataset_name: `d${number}`, query: {} },
    },
  }));
  for (const [title, pasted] of [
    ['resources', instance('UTC')],
    ['hooks', hooks],
  ] as const) {
    it(`is gone through once, however many ${title} there are`, () => {
      let reads = 0;
      const names = Array.from({ length: 10_000 }, (_, number) => `n${number}`);
      const counted = new Proxy(names, {
        get(list, key) {
          if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
          return Reflect.get(list, key);
        },
      });
      readInstance(pasted, { select: counted });
      assert.ok(reads > 0 && reads <= 4 * names.length, `${reads} reads of ${names.length} names`);
    });
  }
});
