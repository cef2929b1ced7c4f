import assert from 'node:assert/strict';
import { CronosExpression } from 'cronosjs';
import { Findings } from '../../../lib/base/findings';
import { readCron } from '../../../lib/migrate/rossum/read-cron';

/** The crontab of an inject node, and what was said. */
function read(text: string): { crontab: string | undefined; said: string[] } {
  const findings = new Findings();
  const crontab = readCron(text, findings);
  return { crontab, said: findings.list.map(({ severity, code }) => `${severity} ${code}`) };
}

describe('a schedule for an inject node', () => {
  const kept = ['20 */4 * * *', '0 0 * * *', '*/15 8-18 * * 1-5', '5,35 0 1,15 * *', '10 2 * * 7'];
  for (const text of kept) {
    it(`takes ${text} as it is`, () => {
      assert.deepEqual(read(text), { crontab: text, said: ['check schedule'] });
    });
  }

  const written: [was: string, now: string][] = [
    ['@daily', '0 0 * * *'],
    ['@hourly', '0 * * * *'],
    ['@Weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['0 8 * * MON-FRI', '0 8 * * 1-5'],
    ['0 8 1 jan,Jul *', '0 8 1 1,7 *'],
    ['0 20 */4 * * *', '20 */4 * * *'],
    ['0 0 12 ? * SUN', '0 12 * * 0'],
  ];
  for (const [was, now] of written) {
    it(`writes ${was} as ${now}, and says so`, () => {
      assert.deepEqual(read(was), { crontab: now, said: ['mended cron', 'check schedule'] });
    });
  }

  for (const text of [
    'CRON_TZ=Europe/Prague 0 8 * * *',
    'TZ=Europe/Prague 0 8 * * *',
    'CRON_TZ="Europe/Prague"  0 8 * * *',
  ]) {
    it(`takes the time zone off ${text}, and says it`, () => {
      const { crontab, said } = read(text);
      assert.equal(crontab, '0 8 * * *');
      assert.ok(said.includes('manual schedule-zone'), said.join());
    });
  }

  for (const text of [
    '*/10 * * * * *',
    '@reboot',
    'every hour',
    '0 8 * *',
    '61 * * * *',
    '0 8 L * *',
    '0 8 * * mon#2',
    '* '.repeat(5000),
  ]) {
    it(`leaves ${JSON.stringify(text.slice(0, 20))} to its user`, () => {
      assert.deepEqual(read(text), { crontab: undefined, said: ['manual schedule'] });
    });
  }

  it('is one that the library of the inject node takes', () => {
    for (const text of [...kept, ...written.map(([, now]) => now)])
      assert.ok(CronosExpression.parse(text).nextDate());
  });

  it('warns where the dialog of the inject node would change it', () => {
    const warns = (text: string) => {
      const findings = new Findings();
      readCron(text, findings);
      return /leave it with Cancel/.test(String(findings.list[0]?.message));
    };
    assert.deepEqual(['20 */4 * * *', '*/15 * * * *', '0 8 * * 1-5'].map(warns), [true, true, true]);
    assert.deepEqual(['0 8 * * *', '30 2 * * 1,2,3', '*/15 8-18 * * *'].map(warns), [false, false, false]);
  });
});
