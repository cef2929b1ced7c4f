import assert from 'node:assert/strict';
import { readSettings } from '../../../lib/cso/model/settings';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { inBrowser } from './browser';
import { accepts, definitionOf, isTaken } from './definition';

const numbers = [
  '',
  ' ',
  '0',
  '0.001',
  '0.004',
  '0.005',
  '1',
  '1.5',
  ' 7 ',
  '1000',
  '1001',
  '35791',
  '35792',
  '2147483',
];
const others = ['2147484', '1e3', '0x10', '-1', 'soon', '1,5', 'Infinity', 20, 0, null];

const moments = [
  '',
  '2026-01-31',
  ' 2026-01-31 ',
  '2026-02-31',
  '2026-13-01',
  '2026-01-31T08:15',
  '2026-01-31 08:15:30',
  '2026-01-31T08:15:00.123456789Z',
  '2026-01-31T08:15:00+0100',
  '2026-01-31T08:15:00+01:00',
  '2026-01-31T25:00:00Z',
  '2026-01-31T08',
  '31.01.2026',
  'Jan 31, 2026',
  '1769846400000',
];

describe('The dialog of a poll', () => {
  inBrowser();
  const definition = definitionOf('coupa-poll');

  describe('takes the same numbers as the node itself', () => {
    const properties = [
      'interval',
      'overlap',
      'pageSize',
      'createdCheckTolerance',
      'maxInFlight',
      'acknowledgeTimeout',
      'maxAttempts',
    ];
    for (const property of properties) {
      for (const value of [...numbers, ...others]) {
        it(`${property}: ${JSON.stringify(value)}`, () => {
          const taken = isTaken(() => readPollSettings({ [property]: value }));
          assert.equal(accepts(definition, property, value), taken);
        });
      }
    }

    it('and a number that an environment variable will be, but not a part of one', () => {
      assert.equal(accepts(definition, 'interval', '${MINUTES}'), true);
      assert.equal(accepts(definition, 'interval', '$(MINUTES)'), true);
      assert.equal(accepts(definition, 'interval', '${TENS}${ONES}'), false);
      assert.equal(accepts(definition, 'interval', '1${ZEROS}'), false);
    });
  });

  describe('takes a URL', () => {
    const urls: [url: string, isTaken: boolean][] = [
      ['/api/x?fields=["id","updated_at",{"supplier":["id","name"]}]', true],
      ['/api/x?fields=["id",{"custom_fields":{}}]', true],
      ['/api/x?fields=["id",{"a":[{"b":["c"]},{"d":[]}]}]', true],
      ['/api/x?fields=["id",{ "a": { } }]&updated-at[gt]=${date:yyyy-MM-dd}&b={{msg.x}}', true],
      ['/api/x?a={"b":{{msg.x}}}&c={{{flow.y}}}', true],
      ['/api/x?a={date}', false],
      ["/api/x?a={date:yyyy-MM-dd'T'HH:mm}", false],
      ['/api/x?a={msg.x}}', false],
      ['/api/x?a={{msg.x}}}', false],
      ['/api/x?a={{msg.x}', false],
      ['/api/x?a=${date:yyyy', false],
      ['/api/x?a={"b":{}', false],
      ['/api/x?a=}}', false],
    ];
    for (const [url, isTaken] of urls)
      it(`${url}: ${isTaken}`, () => assert.equal(accepts(definition, 'url', url), isTaken));
  });

  describe('takes the same start dates as the node itself', () => {
    for (const startDate of moments) {
      it(JSON.stringify(startDate), () => {
        const taken = isTaken(() => readPollSettings({ start: 'date', startDate }));
        assert.equal(accepts(definition, 'startDate', startDate, { start: 'date' }), taken);
      });
    }

    it('and asks for none where it does not start with one', () => {
      assert.equal(accepts(definition, 'startDate', '', { start: 'now' }), true);
    });
  });
});

describe('The dialog of a CSO node', () => {
  inBrowser();
  const definition = definitionOf('coupa-cso-events');

  describe('takes the same numbers as the node itself', () => {
    for (const property of ['batchSize', 'maxDeletes', 'interval']) {
      for (const value of [...numbers, ...others]) {
        it(`${property}: ${JSON.stringify(value)}`, () => {
          const taken = isTaken(() => readSettings({ [property]: value }));
          assert.equal(accepts(definition, property, value), taken);
        });
      }
    }
  });
});

describe('The dialog of a record node', () => {
  inBrowser();
  const definition = definitionOf('coupa-record');

  for (const property of ['maxInFlight', 'maxActions']) {
    for (const value of [...numbers, ...others]) {
      it(`takes the same numbers as the node itself: ${property}: ${JSON.stringify(value)}`, () => {
        const taken = isTaken(() => readRecordSettings({ [property]: value }));
        assert.equal(accepts(definition, property, value), taken);
      });
    }
  }

  for (const fields of ['', 'id, status', '["id","status"]', '["id"', '[1', '${FIELDS}']) {
    it(`takes the same members as the node itself: ${JSON.stringify(fields)}`, () => {
      assert.equal(
        accepts(definition, 'fields', fields),
        isTaken(() => readRecordSettings({ fields })),
      );
    });
  }
});
