import assert from 'node:assert/strict';
import type { Said } from '../../../lib/base/text/said';
import type { ConnectionFinding } from '../../../lib/connection/diagnose/connection-report';
import { testConnection } from '../../../nodes/connection/editor/test-connection';
import { connectionInDialog } from '../../../nodes/editor/connection/connection-fields';
import { answered, inBrowser, openDialog, sayKeys, type } from './browser';

const uses = [{ node: 'Invoices', resource: 'invoices', operation: 'list' }];

const finding = (given: Partial<Said<ConnectionFinding>>) =>
  ({ kind: 'unreachable', level: 'error', values: { host: 'acme' }, ...given }) as const;

describe('The report of a test of a connection', () => {
  const browser = inBrowser();
  let dialog: HTMLElement;
  let reports: unknown[];

  beforeEach(() => {
    dialog = openDialog('coupa-config');
    reports = [];
    testConnection(dialog, {
      say: sayKeys,
      fields: () => connectionInDialog('c'),
      uses: () => uses,
      tested: (report) => reports.push(report),
    });
  });

  const button = () => dialog.querySelector('#coupa-config-test') as HTMLButtonElement;
  const place = () => dialog.querySelector('#coupa-config-report') as HTMLElement;
  const boxes = () => [...place().querySelectorAll('.coupa-verdict')].map((box) => box.className);
  const facts = () => [...place().querySelectorAll('dd')].map((fact) => fact.textContent);

  async function test(answer: object | number): Promise<void> {
    browser().answers.set('test-connection', answer);
    button().click();
    await answered();
  }

  it('says that all is well, and what was seen', async () => {
    await test({
      findings: [],
      token: { milliseconds: 12, expiresIn: 86_400 },
      scopes: [],
      resources: [
        { name: 'invoices', ok: true, milliseconds: 7 },
        { name: 'users', ok: false },
      ],
      clockDifference: -1_400,
    });
    assert.deepEqual(boxes(), ['coupa-verdict coupa-ok']);
    assert.deepEqual(facts(), [
      'test.tokenValue {"time":12,"hours":24}',
      '–',
      'test.answers {"time":7}',
      'test.unread',
      'test.clockSame',
    ]);
    assert.equal(reports.length, 1);
  });

  it('asks with the fields of the dialog, and what the flow reads', async () => {
    await test({ findings: [], resources: [] });
    assert.deepEqual(browser().asked, [
      { path: 'test-connection', body: { connection: connectionInDialog('c'), uses } },
    ]);
  });

  it('says what is wrong and what to do, the whole story folded', async () => {
    await test({ findings: [finding({ detail: 'connect ECONNREFUSED' })], resources: [] });
    assert.deepEqual(boxes(), ['coupa-verdict coupa-error']);
    assert.match(
      place().textContent ?? '',
      /finding\.unreachable\.what .*"host":"acme".*finding\.unreachable\.cure/,
    );
    assert.equal(place().querySelector('details p')?.textContent, 'connect ECONNREFUSED');
  });

  it('says that it works in spite of a warning', async () => {
    await test({
      findings: [finding({ kind: 'clock', level: 'warning', values: { seconds: -90 } })],
      resources: [],
    });
    assert.deepEqual(boxes(), ['coupa-verdict coupa-ok', 'coupa-verdict coupa-warning']);
    assert.match(place().textContent ?? '', /"count":90/);
  });

  it('says of each scope that nodes need whether it was granted, and who needs it', async () => {
    await test({
      findings: [finding({ kind: 'scopeMissingFor', level: 'warning', values: { scope: 'b', nodes: 'B' } })],
      needed: [
        { scope: 'a', nodes: ['A', 'B'], granted: true },
        { scope: 'b', nodes: ['1', '2', '3', '4'], granted: false },
        { scope: 'c', nodes: ['C'] },
      ],
      resources: [],
    });
    assert.deepEqual(boxes(), ['coupa-verdict coupa-ok', 'coupa-verdict coupa-warning']);
    assert.deepEqual(
      [...place().querySelectorAll('dd div')].map((one) => one.textContent),
      ['a: test.neededGranted (A, B)', 'b: test.neededMissing (1, 2, 3, …)', 'c: test.neededUnknown (C)'],
    );
  });

  it('opens the part of the dialog that a cure speaks of', async () => {
    await test({ findings: [finding({ kind: 'certificate' })], resources: [] });
    const open = [...dialog.querySelectorAll('details[data-coupa-section]')].filter((one) =>
      one.hasAttribute('open'),
    );
    assert.deepEqual(
      open.map((one) => one.getAttribute('data-coupa-section')),
      ['network'],
    );
  });

  it('has another cure for a scope that the field names already', async () => {
    const missing = finding({ kind: 'scopeMissing', values: { scope: 'core.user.read', resource: 'users' } });
    await test({ findings: [missing], resources: [] });
    assert.match(place().textContent ?? '', /finding\.scopeMissing\.cure /);
    type(
      dialog.querySelector('#node-config-input-scope') as HTMLInputElement,
      'core.invoice.read, core.user.read',
    );
    await test({ findings: [missing], resources: [] });
    assert.match(place().textContent ?? '', /finding\.scopeMissing\.cureNamed /);
  });

  it('folds scopes that are many', async () => {
    await test({ findings: [], resources: [], scopes: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] });
    assert.equal(place().querySelector('dd details summary')?.textContent, '7');
  });

  for (const [what, answer, key] of [
    ['that the user may not', 401, 'test.forbidden'],
    ['that Node-RED did not answer', 500, 'test.failed'],
    ['why nothing was tried', { error: { code: 'busy', message: 'Too much' } }, 'test.failed'],
  ] as const) {
    it(`says ${what}`, async () => {
      await test(answer);
      assert.equal(place().querySelector('strong span')?.textContent, key);
      assert.deepEqual(reports, []);
    });
  }

  it('goes away when a field changes, since it is about what they said', async () => {
    await test({ findings: [], resources: [] });
    type(dialog.querySelector('#node-config-input-siteAddress') as HTMLInputElement, 'other');
    assert.equal(place().childElementCount, 0);
  });

  it('does not come any more when a field changed meanwhile', async () => {
    browser().answers.set('test-connection', { findings: [], resources: [] });
    button().click();
    assert.ok(button().classList.contains('disabled'));
    type(dialog.querySelector('#node-config-input-siteAddress') as HTMLInputElement, 'other');
    await answered();
    assert.equal(place().childElementCount, 0);
    assert.ok(!button().classList.contains('disabled'));
  });
});
