import assert from 'node:assert/strict';
import { testFleet } from '../../../nodes/fleet/editor/test-fleet';
import { answered, inBrowser, openDialog, sayKeys, type } from './browser';

const report = {
  version: 'Redis 7.0.15',
  isLogged: true,
  evictionPolicy: 'noeviction',
  isEncrypted: true,
  milliseconds: 3,
  instances: ['a', 'b'],
  leaders: [{ poll: 'Invoices', leader: 'b' }, { poll: 'Orders' }],
};

describe('The report of a test of a fleet', () => {
  const browser = inBrowser();
  let dialog: HTMLElement;

  beforeEach(() => {
    dialog = openDialog('coupa-fleet');
    testFleet(dialog, 'f', sayKeys);
  });

  const field = (name: string) => document.getElementById(`node-config-input-${name}`) as HTMLInputElement;
  const place = () => dialog.querySelector('#coupa-fleet-report') as HTMLElement;
  const boxes = () => [...place().querySelectorAll('.coupa-verdict')].map((box) => box.textContent);

  async function test(answer: object | number): Promise<void> {
    browser().answers.set('test-fleet', answer);
    (dialog.querySelector('#coupa-fleet-test') as HTMLButtonElement).click();
    await answered();
  }

  it('says what the engine is, who is there, and who polls', async () => {
    await test(report);
    assert.deepEqual(boxes(), ['test.ok']);
    assert.deepEqual(
      [...place().querySelectorAll('dd')].map((fact) => fact.textContent),
      [
        'test.engineValue {"version":"Redis 7.0.15","time":3}',
        'test.logged',
        'noeviction',
        'a, b',
        'Invoices: bOrders: test.unled',
      ],
    );
  });

  it('warns of an engine without a log, and of a way that is open', async () => {
    await test({ ...report, isLogged: false, isEncrypted: false });
    assert.deepEqual(boxes(), ['test.ok', 'test.unloggedtest.unloggedCure', 'test.opentest.openCure']);
  });

  it('says why the engine cannot be used, or that nobody may ask', async () => {
    await test({ error: { code: 'COUPA_STATE', message: 'It cannot be reached.' } });
    assert.deepEqual(boxes(), ['test.refusedIt cannot be reached.']);
    await test(403);
    assert.deepEqual(boxes(), ['test.forbidden']);
    await test(500);
    assert.deepEqual(boxes(), ['test.failed']);
  });

  it('asks with the fields of the dialog, and is forgotten when they change', async () => {
    field('url').value = 'rediss://redis.example.com';
    field('tls').value = '_ADD_';
    field('password').value = '__PWRD__';
    await test(report);
    const fields = { id: 'f', url: 'rediss://redis.example.com', sentinel: '', prefix: '', tls: '' };
    const credentials = { username: '', password: '__PWRD__' };
    assert.deepEqual(browser().asked, [{ path: 'test-fleet', body: { fleet: { ...fields, credentials } } }]);
    type(field('url'), 'rediss://other.example.com');
    assert.deepEqual(boxes(), []);
  });
});
