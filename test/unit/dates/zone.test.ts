import assert from 'node:assert/strict';
import { readZone } from '../../../lib/dates/zone';

const winter = Date.UTC(2025, 0, 15);
const summer = Date.UTC(2025, 6, 15);
const hour = 3_600_000;

describe('A time zone', () => {
  const offsets: [name: string, winter: number, summer: number, names: string][] = [
    ['PST', -8, -7, 'PST/PDT'],
    ['CST', -6, -5, 'CST/CDT'],
    ['EST', -5, -5, 'EST/EST'],
    ['MST', -7, -7, 'MST/MST'],
    ['HST', -10, -10, 'HST/HST'],
    ['JST', 9, 9, 'JST/JST'],
    ['AET', 11, 10, 'AEDT/AEST'],
    ['AGT', -3, -3, 'ART/ART'],
    ['BET', -3, -3, 'BRT/BRT'],
    ['CAT', 2, 2, 'CAT/CAT'],
    ['CNT', -3.5, -2.5, 'NST/NDT'],
    ['CTT', 8, 8, 'CST/CST'],
    ['EAT', 3, 3, 'EAT/EAT'],
    ['IET', -5, -4, 'EST/EDT'],
    ['NET', 4, 4, 'AMT/AMT'],
    ['PLT', 5, 5, 'PKT/PKT'],
    ['PNT', -7, -7, 'MST/MST'],
    ['PRT', -4, -4, 'AST/AST'],
    ['VST', 7, 7, 'ICT/ICT'],
    ['GMT', 0, 0, 'GMT/GMT'],
    ['UTC', 0, 0, 'UTC/UTC'],
    ['Etc/UTC', 0, 0, 'UTC/UTC'],
    ['utc', 0, 0, 'UTC/UTC'],
    ['GMT+02:00', 2, 2, 'GMT+02:00/GMT+02:00'],
    ['GMT-8', -8, -8, 'GMT-08:00/GMT-08:00'],
    ['GMT+0530', 5.5, 5.5, 'GMT+05:30/GMT+05:30'],
    ['GMT+0', 0, 0, 'GMT/GMT'],
    ['Etc/GMT+5', -5, -5, 'GMT-05:00/GMT-05:00'],
    ['Europe/Stockholm', 1, 2, 'CET/CEST'],
    ['Europe/London', 0, 1, 'GMT/BST'],
    ['EST5EDT', -5, -4, 'EST/EDT'],
    ['CET', 1, 2, 'CET/CEST'],
    ['Pacific/Chatham', 13.75, 12.75, 'CHADT/CHAST'],
    ['Asia/Kathmandu', 5.75, 5.75, 'NPT/NPT'],
    [' Asia/Kolkata ', 5.5, 5.5, 'IST/IST'],
  ];
  for (const [name, inWinter, inSummer, names] of offsets) {
    it(`called "${name}" is ${inWinter} and ${inSummer} hours from Greenwich, and prints ${names}`, () => {
      const zone = readZone(name);
      assert.deepEqual([zone.offset(winter) / hour, zone.offset(summer) / hour], [inWinter, inSummer]);
      assert.equal(`${zone.shortName(winter)}/${zone.shortName(summer)}`, names);
    });
  }

  const unknown: [name: string, suggestion: RegExp][] = [
    ['PDT', /"PST"/],
    ['Z', /"UTC"/],
    ['+02:00', /"GMT\+02:00"/],
    ['UTC-3', /"GMT-03:00"/],
    ['UTC−5', /"GMT-05:00"/],
    ['MESZ', /"Europe\/Berlin"/],
    ['KST', /"Asia\/Seoul"/],
    ['Pacific Time', /"America\/Los_Angeles"/],
    ['Eastern Time (US & Canada)', /"America\/New_York"/],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome', /"Europe\/Amsterdam"/],
    ['new york', /"America\/New_York"/],
    ['Europe/Stokholm', /"Europe\/Stockholm"/],
    ['BST', /"Europe\/London" or, as Java has it, "Asia\/Dhaka"/],
    ['ACT', /"America\/Rio_Branco" or, as Java has it, "Australia\/Darwin"/],
    ['ART', /as Java has it, "Africa\/Cairo"/],
    ['ECT', /as Java has it, "Europe\/Paris"/],
    ['MIT', /as Java has it, "Pacific\/Apia"/],
    ['nst', /as Java has it, "Pacific\/Auckland"/],
    ['SST', /as Java has it, "Pacific\/Guadalcanal"/],
    ['GMT+25:00', /IANA/],
    ['GMT+02:75', /IANA/],
    ['', /IANA/],
    ['no such zone', /IANA/],
  ];
  for (const [name, suggestion] of unknown) {
    it(`called "${name}" is unknown, with a suggestion`, () => {
      assert.throws(() => readZone(name), { code: 'COUPA_CONFIG', message: suggestion });
    });
  }

  it('has its exact offset on both sides of a change within a day', () => {
    const zone = readZone('America/Los_Angeles');
    const change = Date.UTC(2024, 10, 3, 9);
    assert.deepEqual([zone.offset(change - 1), zone.offset(change)], [-7 * hour, -8 * hour]);
  });
});
