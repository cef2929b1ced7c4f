// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of URL templates look like JavaScript's.
import assert from 'node:assert/strict';
import { formAskedFor, leftOut } from '../../../lib/poll/model/left-out';

const dates = ['updated-at', 'created-at'];

describe('The fields of a URL', () => {
  const cases: [fields: string, paths: string[], missing: string[]][] = [
    ['["id","name","number","status"]', dates, ['"updated_at"', '"created_at"']],
    ['["id","updated_at"]', dates, ['"created_at"']],
    ['["id","updated-at","created_at"]', dates, []],
    ['%5B%22id%22,%22updated_at%22%5D', dates, ['"created_at"']],
    ['["id",{"supplier":["updated_at","created_at"]}]', dates, ['"updated_at"', '"created_at"']],
    ['["id",{"custom_fields":{}}]', ['custom-fields.seen-at'], []],
    ['["id",{"header":["id"]}]', ['header.updated-at'], ['{"header":["updated_at"]}']],
    ['["id",{"header":["id","updated_at"]}]', ['header.updated-at'], []],
    ['["id","header"]', ['header.updated-at'], []],
    ['[]', ['updated-at', ''], ['"updated_at"']],
    ['id,name', dates, ['"updated_at"', '"created_at"']],
    ['id,header.updated_at', ['header.updated-at', 'updated-at'], ['"updated_at"']],
    ['["id",', dates, []],
    ['{"id":1}', [], []],
    ['{{flow.fields}}', dates, []],
    ['', dates, []],
  ];
  for (const [fields, paths, missing] of cases) {
    it(`${fields} leave out ${missing.join(' and ') || 'nothing'} of ${paths.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(leftOut(`/api/contracts?a=1&fields=${fields}&b=\${date}`, paths), missing);
    });
  }

  it('leave nothing out where there are none', () => {
    assert.deepEqual(leftOut('/api/contracts', dates), []);
    assert.deepEqual(leftOut('/api/contracts?a=fields=["id"]', dates), []);
  });
});

describe('What else a URL says of the form of records', () => {
  for (const [url, form] of [
    ['/api/contracts?return_object=limited&a=1', 'return_object=limited'],
    ['/api/contracts?a=1&filter=names_only', 'filter=names_only'],
    ['/api/contracts?filter=', undefined],
    ['/api/contracts', undefined],
  ] as const) {
    it(`${url}: ${form ?? 'nothing'}`, () => assert.equal(formAskedFor(url), form));
  }
});
