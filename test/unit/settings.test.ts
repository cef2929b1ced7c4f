import assert from 'node:assert/strict';
import type { NumberOption, OptionTable } from '../../lib/base/options/option';
import { numberIfSet } from '../../lib/base/options/stored-number';
import { connectionOptions } from '../../lib/connection/settings/options';
import { type ConnectionSettings, readLimits } from '../../lib/connection/settings/settings';
import { csoOptions } from '../../lib/cso/model/options';
import { readSettings } from '../../lib/cso/model/settings';
import { fleetOptions } from '../../lib/fleet/options';
import { readFleetSettings } from '../../lib/fleet/settings';
import { pollOptions } from '../../lib/poll/model/options';
import { readPollSettings } from '../../lib/poll/model/settings';
import { recordOptions } from '../../lib/records/model/options';
import { readRecordSettings } from '../../lib/records/model/settings';

type Reader = (config: Record<string, unknown>) => object;

/** As a configuration node reads its numbers. */
const readConnection: Reader = (config) => {
  const numbers = Object.entries(config).map(([name, value]) => [name, numberIfSet(value)]);
  return readLimits(Object.fromEntries(numbers) as unknown as ConnectionSettings);
};

/** A fleet has to have an engine. */
const readFleet: Reader = (config) => readFleetSettings({ url: 'redis://127.0.0.1', ...config });

/** Whether a reader takes durations as they are stored. */
const types: [type: string, table: OptionTable, read: Reader, isAsStored: boolean][] = [
  ['coupa-config', connectionOptions, readConnection, true],
  ['coupa-fleet', fleetOptions, readFleet, false],
  ['coupa-poll', pollOptions, readPollSettings, false],
  ['coupa-cso-events', csoOptions, readSettings, false],
  ['coupa-record', recordOptions, readRecordSettings, false],
];

function numbersOf(table: OptionTable): [name: string, option: NumberOption][] {
  return Object.entries(table).flatMap(([name, option]): [string, NumberOption][] =>
    option.kind === 'number' ? [[name, option]] : [],
  );
}

const poll = (rest: string) => (name: string, value: string) =>
  `"${name}" is ${value}; it has to be ${rest}.`;
const cso = (rest: string) => (name: string, value: string) =>
  `Setting up the node: "${name}" is ${value}. Use ${rest}.`;
const connection = (rest: string) => (name: string, value: string) =>
  `The connection's ${name} is ${value}. It has to be ${rest}.`;

const fleet = (rest: string) => (name: string, value: string) =>
  `The fleet's "${name}" is ${value}. It has to be ${rest}.`;

const ofPoll = {
  notNegative: poll('a number, at least 0'),
  whole: poll('a whole number, at least 1'),
  timeout: poll('a number, at least 0.001 and at most 2147483'),
  start: poll('"now", "beginning", "date"'),
  minutes: poll('minutes, at least 0.005, or 0 to poll only when a message asks for it'),
};

const refusals: [
  Reader,
  name: string,
  value: unknown,
  said: string,
  message: (n: string, v: string) => string,
][] = [
  [readPollSettings, 'resource', {}, '{}', poll('text')],
  [readPollSettings, 'updatedDateFormat', [], '[]', poll('text')],
  [readPollSettings, 'idField', {}, '{}', poll('the name of a field')],
  [readPollSettings, 'createdCheckTolerance', -1, '-1', ofPoll.notNegative],
  [readPollSettings, 'overlap', 'long', '"long"', ofPoll.notNegative],
  [readPollSettings, 'overlap', true, 'true', ofPoll.notNegative],
  [readPollSettings, 'interval', -1, '-1', ofPoll.notNegative],
  [readPollSettings, 'interval', ' ', '" "', ofPoll.notNegative],
  [readPollSettings, 'interval', 0.004, '0.004', ofPoll.minutes],
  [readPollSettings, 'pageSize', 0, '0', ofPoll.whole],
  [readPollSettings, 'pageSize', '1.5', '"1.5"', ofPoll.whole],
  [readPollSettings, 'maxInFlight', {}, '{}', ofPoll.whole],
  [readPollSettings, 'maxAttempts', 0, '0', ofPoll.whole],
  [readPollSettings, 'acknowledgeTimeout', 0, '0', ofPoll.timeout],
  [readPollSettings, 'acknowledgeTimeout', '2147484', '"2147484"', ofPoll.timeout],
  [readPollSettings, 'start', 'later', '"later"', ofPoll.start],
  [readPollSettings, 'start', 7, '"7"', ofPoll.start],
  [readPollSettings, 'start', {}, '{}', poll('text')],
  [readPollSettings, 'delivery', 'mail', '"mail"', poll('"send", "acknowledge"')],
  [readPollSettings, 'output', 'xml', '"xml"', poll('"record", "notification"')],
  [readFleet, 'lease', 0.5, '0.5', fleet('a number of seconds, at least 1 and at most 600')],
  [readFleet, 'lease', '601', '"601"', fleet('a number of seconds, at least 1 and at most 600')],
  [readFleet, 'takes', 'polls', '"polls"', fleet('"all", "records"')],
  [readFleet, 'url', { password: 'hidden' }, 'no text', fleet('text')],
  [readSettings, 'operation', 'drop', '"drop"', cso('list, get, create, update, delete, changes')],
  [
    readSettings,
    'object',
    [5],
    '"[5]"',
    cso('events, fact-sheets, fields, rows, labels, markets, companies, users'),
  ],
  [readSettings, 'output', 'one', '"one"', cso('array, each')],
  [readSettings, 'firstRun', 1, '"1"', cso('silent, send')],
  [readSettings, 'validate', 'perhaps', '"perhaps"', cso('true, false')],
  [readSettings, 'batchSize', 1.5, '"1.5"', cso('a whole number from 1 to 1000')],
  [readSettings, 'batchSize', '1001', '"1001"', cso('a whole number from 1 to 1000')],
  [readSettings, 'maxDeletes', -1, '"-1"', cso('a whole number from 0 to 9007199254740991')],
  [readSettings, 'interval', '35792', '"35792"', cso('a number from 0 to 35791')],
  [readSettings, 'interval', {}, '"{}"', cso('a number from 0 to 35791')],
  [readConnection, 'requestsPerSecond', '-1', '-1', connection('a number, 0 (no limit) or more')],
  [readConnection, 'requestsPerSecond', ' ', 'not a number', connection('a number, 0 (no limit) or more')],
  [readConnection, 'maxConcurrency', 1.5, '1.5', connection('a whole number from 1')],
  [readConnection, 'maxConcurrency', {}, 'not a number', connection('a whole number from 1')],
  [readConnection, 'timeout', 0, '0', connection('a number of seconds above 0, at most 86400')],
  [readConnection, 'timeout', '86401', '86401', connection('a number of seconds above 0, at most 86400')],
];

describe('The settings of', () => {
  for (const [type, table, read, isAsStored] of types) {
    for (const [name, option] of numbersOf(table)) {
      const readOf = (value: unknown) => (read({ [name]: value }) as Record<string, unknown>)[name];
      const factor = isAsStored ? 1 : option.factor;

      it(`${type} have the default of ${name} where it is absent or empty`, () => {
        for (const value of [undefined, null, '']) assert.equal(readOf(value), factor * option.default);
      });

      it(`${type} take ${name} as a text, as the editor and an environment variable give it`, () => {
        assert.equal(readOf(' 7 '), factor * 7);
        assert.equal(readOf('7'), readOf(7));
      });
    }
  }
});

describe('A setting that cannot work is refused:', () => {
  for (const [read, name, value, said, message] of refusals) {
    it(message(name, said), () => {
      assert.throws(() => read({ [name]: value }), {
        code: 'COUPA_CONFIG',
        message: message(name, said),
        reason: { kind: 'setting', property: name },
      });
    });
  }
});
