// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../../../lib/base/errors';
import { parseWhere } from '../../../../lib/hub/where/parse';
import { translateWhere } from '../../../../lib/hub/where/translate';
import { selects } from '../../../simulator/hub/where';
import { Tenant } from '../../../simulator/tenant';
import { expressions, records } from './expressions';

describe('translating a where to the filters of Coupa', () => {
  const translated: [where: string, filters: string][] = [
    [
      "updated_at>='${date:yyyy-MM-dd'T'HH:mm:ssXXX}'",
      "updated_at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}",
    ],
    ["status='new'", 'status=new'],
    ["status!='new' and id>5", 'status[not_eq]=new&id[gt]=5'],
    ["a<'1' AND b<='2' AND c<>3", 'a[lt]=1&b[lt_or_eq]=2&c[not_eq]=3'],
    ["name like 'x%'", 'name[starts_with]=x'],
    ["name like '%x'", 'name[ends_with]=x'],
    ["name like '%x%'", 'name[contains]=x'],
    ["name like 'x'", 'name=x'],
    ["status in ('a','b')", 'status[in]=a,b'],
    ["status not in ('a','b')", 'status[not_in]=a,b'],
    ['po is null', 'po[blank]=true'],
    ['po is not null', 'po[blank]=false'],
    ["order-lines.account.code='1'", 'order_lines[account][code]=1'],
    ["`supplier-note`='x & y+z#100%'", 'supplier_note=x%20%26%20y%2Bz%23100%25'],
    ["a='1' or a='2' or a in (3, 1)", 'a[in]=1,2,3'],
    ["not (a>1 or b='2')", 'a[lt_or_eq]=1&b[not_eq]=2'],
    ["not not a='1'", 'a=1'],
    ["not (a!='1' and a!='2')", 'a[in]=1,2'],
    ["a='1' and a>'0'", 'a[in]=1&a[gt]=0'],
    ["a='1' and a='1'", 'a=1'],
    ['a>={{flow.since}}', 'a[gt_or_eq]={{flow.since}}'],
    ["a like '${date:yyyy}%'", 'a[starts_with]=${date:yyyy}'],
    ["a>'${date:yyyy-MM-dd HH:mm}'", 'a[gt]=${date:yyyy-MM-dd HH:mm}'],
  ];
  for (const [where, filters] of translated) {
    it(`makes ${filters} of ${where}`, () => assert.equal(translateWhere(where), filters));
  }

  const impossible: [where: string, place: string, message: RegExp][] = [
    ["a='1' or b='2'", "b='2'", /AND only/],
    ["x='0' and (a>1 or a<0)", '(a>1 or a<0)', /AND only/],
    ["not (a='1' and b='2')", "(a='1' and b='2')", /AND only/],
    ["a='1' or (a='2' and b='3')", "b='3'", /AND only/],
    ["a not like 'x%'", "a not like 'x%'", /no NOT LIKE/],
    ["a like 'x%y'", "'x%y'", /middle/],
    ["a like '%'", "'%'", /IS NOT NULL/],
    ["a>'1' and a>'2'", "a>'2'", /two conditions of the same kind/],
    ["a in ('x,y','z')", "a in ('x,y','z')", /commas/],
    ["`a b`='1'", '`a b`', /not a name/],
  ];
  for (const [where, place, message] of impossible) {
    it(`shows the place of what Coupa cannot express in ${where}`, () => {
      assert.throws(
        () => translateWhere(where),
        (error) => {
          assert.ok(error instanceof CoupaError);
          const { position, length } = error.details as { position: number; length: number };
          assert.match(where.slice(position, position + length), new RegExp(`^${escaped(place)}$`));
          assert.match(error.message, message);
          return error.code === 'COUPA_CONFIG';
        },
      );
    });
  }

  describe('in a tenant', () => {
    let tenant: Tenant;
    before(async () => {
      tenant = await Tenant.start({ rateLimit: false });
    });
    after(() => tenant.close());

    it('selects what the expression selects, for any expression Coupa can express', async () => {
      let resources = 0;
      let expressed = 0;
      const token = tenant.issueToken();
      await fc.assert(
        fc.asyncProperty(
          records,
          fc.array(expressions, { minLength: 1, maxLength: 8 }),
          async (samples, wheres) => {
            const name = `samples_${resources++}`;
            const collection = tenant.resource(name);
            // So that the tenant knows the attributes that no sample has.
            const blank = {
              status: null,
              'invoice-number': null,
              'line-count': null,
              'gross-total': null,
              paid: null,
              'due-at': null,
              supplier: null,
            };
            const made = samples.map((sample) => collection.create({ ...blank, ...sample }));
            for (const where of wheres) {
              const filters = filtersOrNothing(where);
              if (filters === undefined) continue;
              expressed++;
              const answer = await fetch(new URL(`/api/${name}?${filters}`, tenant.url), {
                headers: { authorization: `Bearer ${token}` },
              });
              assert.equal(answer.status, 200, `${where} → ${filters}: ${answer.status}`);
              const expression = parseWhere(where);
              const wanted = made.filter((record) => selects(expression, record)).map(({ id }) => id);
              const found = ((await answer.json()) as { id: number }[]).map(({ id }) => id);
              assert.deepEqual(found, wanted, `${where} → ${filters}`);
            }
          },
        ),
        { numRuns: 60 },
      );
      assert.ok(expressed > 100, `only ${expressed} expressions could be compared`);
    });
  });
});

function filtersOrNothing(where: string): string | undefined {
  try {
    return translateWhere(where);
  } catch (error) {
    assert.ok(error instanceof CoupaError);
    return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
