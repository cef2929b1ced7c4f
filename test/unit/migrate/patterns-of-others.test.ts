// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { mendPattern } from '../../../lib/migrate/fields/mend-pattern';
import { one, poller } from './import-of-a-list';

const iso = "yyyy-MM-dd'T'HH:mm:ssXXX";
const url = (of: string) => one(poller(of)).url;
const codes = (of: string) => one(poller(of)).codes;

describe('A date pattern that somebody else reads', () => {
  for (const [written, meant] of [
    ["uuuu-MM-dd'T'HH:mm:ssxxx", iso],
    ["yyyy-MM-dd'T'HH:mm:ssXXXXX", iso],
    ["yyyy-MM-dd'T'HH:mm:ssZZZZZ", iso],
    ["yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX", iso],
    ["yyyy-MM-dd'T'HH:mm:ss[.SSSSSS]XXX", iso],
    ["yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnx", "yyyy-MM-dd'T'HH:mm:ss.SSSX"],
    ['YYYY-MM-DD HH24:MI:SS', 'yyyy-MM-dd HH:mm:ss'],
    ['YYYY-MM-DD"T"HH24:MI:SSTZH:TZM', iso],
    ['Y-m-d\\TH:i:sP', iso],
    ['d.m.Y H:i', 'dd.MM.yyyy HH:mm'],
    ['2006-01-02T15:04:05Z07:00', iso],
    ['02.01.2006 15:04', 'dd.MM.yyyy HH:mm'],
    ['TT.MM.JJJJ hh:mm', 'dd.MM.yyyy HH:mm'],
    ['jj/MM/aaaa', 'dd/MM/yyyy'],
    ['MM/dd/yyyy hh:mm:ss tt', 'MM/dd/yyyy hh:mm:ss a'],
    ["yyyy\u2013MM\u2013dd'T'HH:mm:ssXXX", iso],
    ["yyyy\uff0dMM\uff0ddd'T'HH\uff1amm\uff1assXXX", iso],
    ['yyyy-MM-dd\u00a0HH:mm', 'yyyy-MM-dd HH:mm'],
    ['yyyy-MM-dd\\u0027T\\u0027HH:mm:ssXXX', iso],
    ['date-time', iso],
    ['RFC 3339', iso],
    // As they are.
    [iso, iso],
    ["yyyy-MM-dd'x'HH:mm", "yyyy-MM-dd'x'HH:mm"],
    ['EEE, dd MMM yyyy HH:mm:ss z', 'EEE, dd MMM yyyy HH:mm:ss z'],
    ["YYYY-'W'ww-u", "YYYY-'W'ww-u"],
    ['epoch', 'epoch'],
    ['timestamp', 'timestamp'],
  ] as const)
    it(`is read as Java's: ${written}`, () => assert.equal(mendPattern(written), meant));

  it('is read in a placeholder as well', () => {
    const since = '/api/contracts?updated-at[gt_or_eq]=';
    assert.equal(url(`${since}\${date:uuuu-MM-dd'T'HH:mm:ssxxx}`), `${since}\${date:${iso}}`);
  });
});

describe('A URL that is spelled otherwise', () => {
  const since = '/api/contracts?updated-at[gt_or_eq]=${date}';
  for (const [written, meant] of [
    [`"${since}"`, since],
    [`“${since}”`, since],
    [`\`${since}\``, since],
    ['/api/contracts\u00a0?updated-at[gt_or_eq]=${date}', since],
    ['/api/contracts?\u200bupdated-at[gt_or_eq]=\ufeff${date}', since],
    ['/api/contracts?updated-at[gt_or_eq]=\uff04{date}', since],
    ['/api/contracts?UPDATED-AT[GT_OR_EQ]=${date}', since],
    ['https://acme.coupahost.com./api/contracts?updated-at[gt_or_eq]=${date}', since],
    [`${since};status=new`, `${since}&status=new`],
    [`${since}&amp;amp;status=new`, `${since}&status=new`],
    [`${since}&status[in]=a;b`, `${since}&status[in]=a,b`],
    [`${since}&exported=False`, `${since}&exported=false`],
    [`${since}&supplier[name][blank]=TRUE`, `${since}&supplier[name][blank]=true`],
    [`${since}&custom-fields[a]=True`, `${since}&custom-fields[a]=True`],
  ] as const)
    it(`is read as what is meant: ${JSON.stringify(written)}`, () => assert.equal(url(written), meant));

  it('asks Coupa itself for a date, not for seconds since 1970', () => {
    for (const number of ['1772359200', '1772359200000']) {
      const read = one(poller(`/api/contracts?updated-at[gt_or_eq]=${number}`));
      assert.equal(read.url, `/api/contracts?updated-at[gt_or_eq]=\${date:${iso}}`);
      assert.equal(read.resource?.startDate, '2026-03-01T10:00:00Z');
    }
  });

  it('is told to have no bound where its date stands in "filter", the name of a response filter', () => {
    assert.ok(codes('/api/contracts?filter=updated-at>${date}').includes('unknown-filter'));
    assert.ok(!codes(`${since}&filter=my_filter`).includes('unknown-filter'));
  });
});
