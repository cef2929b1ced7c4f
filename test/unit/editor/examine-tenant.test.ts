import assert from 'node:assert/strict';
import { examineTenant } from '../../../nodes/connection/editor/examine-tenant';
import { connectionInDialog } from '../../../nodes/editor/connection/connection-fields';
import { answered, inBrowser, openDialog, sayKeys, type } from './browser';

const found = [
  {
    id: 'id-gt',
    assumption: 'Ids are above.',
    verdict: 'not kept',
    seen: '3 of 5.',
    otherwise: 'By offset.',
  },
  { id: 'ids', assumption: 'There are ids.', verdict: 'kept' },
  { id: 'limit', assumption: 'Pages are short.', verdict: 'unknown', seen: 'Few records.' },
];

describe('The examination of a tenant in its dialog', () => {
  const browser = inBrowser();
  let dialog: HTMLElement;

  beforeEach(() => {
    dialog = openDialog('coupa-config');
    examineTenant(dialog, { say: sayKeys, fields: () => connectionInDialog('c') });
    browser().answers.set('examine', { examination: 'e1' });
  });

  const button = () => dialog.querySelector('#coupa-config-examine') as HTMLButtonElement;
  const view = () => dialog.querySelector('#coupa-config-examination') as HTMLElement;

  async function examine(...answers: (object | number)[]): Promise<void> {
    const left = [...answers];
    browser().answers.set('examination', () => left.shift() ?? 500);
    button().click();
    for (let count = 0; count <= answers.length + 1; count += 1) await answered();
  }

  const report = (assumptions: object[] = found) => ({
    asked: 30,
    of: 36,
    report: { version: '1.2.3', assumptions },
    json: '{"version":"1.2.3"}',
  });

  it('begins with the fields of the dialog, and asks on from what it knows until there is a report', async () => {
    await examine({ asked: 12, of: 36 }, { asked: 20, of: 36 }, report());
    assert.deepEqual(browser().asked, [
      { path: 'examine', body: { connection: connectionInDialog('c') } },
      { path: 'examination', body: { examination: 'e1', asked: 0 } },
      { path: 'examination', body: { examination: 'e1', asked: 12 } },
      { path: 'examination', body: { examination: 'e1', asked: 20 } },
    ]);
  });

  it('shows what is not kept, with what was seen and what is done then, and folds the rest', async () => {
    await examine(report());
    const box = view().querySelector('.coupa-verdict.coupa-warning');
    assert.match(
      box?.textContent ?? '',
      /Ids are above\..*examine\.seen .*"id":"id-gt".*3 of 5\..*By offset\./,
    );
    const folded = [...view().querySelectorAll('details')].map((one) => one.textContent);
    assert.deepEqual(folded, [
      'examine.unknown {"number":1}Pages are short. (Few records)',
      'examine.kept {"number":1}There are ids.',
    ]);
    assert.equal(button().getAttribute('aria-disabled'), 'false');
  });

  it('says that all is well where nothing is not kept', async () => {
    await examine(report(found.slice(1)));
    assert.equal(view().querySelector('.coupa-verdict.coupa-ok')?.textContent, 'examine.ok');
  });

  it('copies the report for an issue', async () => {
    await examine(report());
    view().querySelector('button')?.click();
    assert.deepEqual(browser().red.copied, ['{"version":"1.2.3"}']);
  });

  it('forgets the report when a field changes', async () => {
    await examine(report());
    type(dialog.querySelector('#node-config-input-scope') as HTMLInputElement, 'core.user.read');
    assert.equal(view().textContent, '');
  });

  for (const [what, answer, text] of [
    ['that the user may not', 401, 'test.forbidden'],
    ['that Node-RED did not answer', 500, 'examine.failed'],
    [
      'why there is no report',
      { error: { code: 'COUPA_AUTH', message: 'Refused.' } },
      'examine.failedRefused.',
    ],
  ] as const)
    it(`says ${what}`, async () => {
      await examine(answer);
      assert.equal(view().querySelector('.coupa-verdict.coupa-error')?.textContent, text);
    });
});
