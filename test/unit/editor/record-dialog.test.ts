import assert from 'node:assert/strict';
import { resources } from '../../../lib/catalogue/resources';
import { recordFacts } from '../../../lib/records/inspect/record-facts';
import { defaults, type RecordNode } from '../../../nodes/record/editor/defaults';
import { prepareDialog } from '../../../nodes/record/editor/dialog';
import { answered, inBrowser, openDialog, type } from './browser';

const texts: { [key: string]: unknown } = require('../../../nodes/record/locales/en-US/coupa-record.json');

describe('The dialog of a record node', () => {
  const browser = inBrowser();
  let dialog: HTMLElement;

  /** Opens it, as Node-RED does: the fields have what the flow has. */
  async function open(properties: object = {}): Promise<void> {
    dialog = openDialog('coupa-record');
    browser().answers.set('resources', { resources });
    for (const name of ['suppliers', 'invoices', 'suppliers/17/addresses', 'unicorns'])
      browser().answers.set(`record-facts?resource=${encodeURIComponent(name)}`, recordFacts(name));
    browser().answers.set('attributes?resource=unicorns', { attributes: [] });
    const scope = 'core.supplier.read';
    const connection = { id: 'c', type: 'coupa-config', scope, authentication: 'oauth2' };
    browser().red.add({ ...connection, siteAddress: 'acme.coupahost.com' });
    const node = browser().red.add(
      { id: 'r', type: 'coupa-record', connection: 'c', ...properties },
      defaults,
    );
    node._ = (key, values = {}) => say(key, values);
    for (const [name, value] of Object.entries({ connection: 'c', ...properties }))
      field(name).value = String(value);
    prepareDialog(node as RecordNode);
    await answered();
  }

  const field = (name: string) => document.getElementById(`node-input-${name}`) as HTMLInputElement;
  const textOf = (id: string) => document.getElementById(`coupa-record-${id}`)?.textContent ?? '';

  async function choose(name: string, value: string): Promise<void> {
    field(name).value = value;
    $(field(name)).trigger('change');
    await answered();
  }

  /** Names of the fields that are on show. */
  function shown(): string[] {
    const fields = [...dialog.querySelectorAll('[id^="node-input-"]')];
    return fields.filter((one) => !one.closest('[hidden]')).map(({ id }) => id.replace('node-input-', ''));
  }

  const always = ['name', 'connection', 'resource', 'operation'];
  const limits = ['dryRun', 'maxInFlight', 'stopOnError'];
  for (const [operation, fields] of [
    ['list', ['output', 'fields']],
    ['get', ['fields', 'stopOnError']],
    ['create', ['key', 'fields', 'validate', 'verify', ...limits]],
    ['update', ['fields', 'validate', 'verify', ...limits]],
    ['upsert', ['key', 'onMissing', 'onExisting', 'onUnchanged', 'fields', 'validate', 'verify', ...limits]],
    ['delete', [...limits, 'maxActions']],
    ['action', ['action', 'fields', ...limits, 'maxActions']],
    ['markExported', limits],
    ['attach', ['verify', ...limits, 'maxFileSize']],
    ['download', ['stopOnError', 'maxFileSize']],
  ] as const) {
    it(`shows only the fields that ${operation} uses`, async () => {
      await open({ resource: 'suppliers', operation });
      assert.deepEqual(shown(), [...always, ...fields]);
    });
  }

  it('shows every field where the message says what is done', async () => {
    await open({ resource: 'suppliers', operation: '' });
    assert.deepEqual(shown().sort(), Object.keys(defaults).sort());
  });

  it('keeps an operation that is an environment variable, with every field', async () => {
    await open({ operation: '${WHAT}' });
    assert.equal(field('operation').value, '${WHAT}');
    assert.equal(shown().length, Object.keys(defaults).length);
  });

  it('offers what is known of the resource: its actions, with states and whether they may be repeated', async () => {
    await open({ resource: 'invoices', operation: 'action' });
    field('action').click();
    const submit = dialog.querySelector('[data-value="submit"]')?.textContent ?? '';
    assert.match(submit, /PUT \/api\/invoices\/\{id\}\/submit/);
    assert.match(submit, /sent once/);
    await choose('action', 'submit');
    assert.match(textOf('action-facts'), /core\.invoice\.write/);
  });

  it('says which files records have, and what msg.file may be', async () => {
    await open({ resource: 'invoices', operation: 'attach' });
    assert.match(textOf('file-facts'), /^msg\.file: image_scan; without it, the attachments/);
    await choose('operation', 'download');
    assert.match(textOf('file-facts'), /image_scan, legal_invoice_pdf, clearance_document, or the id/);
    await choose('resource', 'suppliers');
    assert.equal(textOf('file-facts'), '');
    assert.match(textOf('tips'), /does not document/);
  });

  it('offers the keys of the resource, together and each alone, and shows the usual ones where there is none', async () => {
    await open({ resource: 'suppliers', operation: 'upsert' });
    assert.equal(field('key').placeholder, 'number; name');
    field('key').click();
    const keys = [...(field('key').parentElement?.querySelectorAll<HTMLElement>('[role=option]') ?? [])];
    assert.deepEqual(
      keys.map(({ dataset }) => dataset['value']),
      ['number; name', 'number', 'name'],
    );
  });

  it('lists the members of records with what each is, and finds them by a word', async () => {
    await open({ resource: 'suppliers', operation: 'create' });
    const search = dialog.querySelector('[data-coupa-section="members"] input') as HTMLInputElement;
    type(search, 'payment-term');
    assert.match(textOf('members'), /^payment-term/);
    assert.match(textOf('members'), /a record, named by one of: code, id/);
    type(search, 'no such member');
    assert.equal(textOf('members'), 'Nothing matches.');
  });

  it('says which scope the connection lacks for what is chosen, and adds it', async () => {
    await open({ resource: 'suppliers', operation: 'get' });
    assert.equal(textOf('scope-note'), '');
    await choose('operation', 'update');
    assert.match(textOf('scope-note'), /core\.supplier\.write/);
    dialog.querySelector<HTMLElement>('#coupa-record-scope-note button')?.click();
    assert.equal(browser().red.nodes.node('c')?.['scope'], 'core.supplier.read core.supplier.write');
    assert.match(textOf('scope-note'), /Added/);
  });

  it('shows the scopes that what is chosen needs, and not only that of reading', async () => {
    await open({ resource: 'suppliers', operation: 'list' });
    assert.match(textOf('resource-facts'), /core\.supplier\.read$/);
    await choose('operation', 'update');
    assert.match(textOf('resource-facts'), / core\.supplier\.write$/);
    await choose('operation', 'upsert');
    assert.match(textOf('resource-facts'), /core\.supplier\.read core\.supplier\.write$/);
    await choose('onExisting', 'skip');
    await choose('onMissing', 'skip');
    assert.match(textOf('resource-facts'), / core\.supplier\.read$/);
    await choose('operation', '');
    assert.equal(textOf('resource-facts'), '/api/suppliers');
  });

  it('warns of what Coupa does not document, of deleting, and of a mark that there is not', async () => {
    await open({ resource: 'suppliers', operation: 'update' });
    assert.equal(textOf('tips'), '');
    await choose('operation', 'delete');
    assert.match(textOf('tips'), /permanent/);
    assert.match(textOf('tips'), /does not document/);
    await choose('operation', 'action');
    await choose('action', 'explode');
    assert.match(textOf('tips'), /does not document/);
    await choose('resource', 'suppliers/17/addresses');
    await choose('operation', 'markExported');
    assert.match(textOf('tips'), /no exported flag/);
  });

  it('knows lists below a record, and says where nothing is known', async () => {
    await open({ resource: 'suppliers/17/addresses', operation: 'create' });
    assert.equal(textOf('resource-facts'), '/api/suppliers/17/addresses');
    await choose('resource', 'unicorns');
    assert.match(textOf('resource-facts'), /Not in the catalogue/);
    await choose('resource', '');
    assert.match(textOf('resource-facts'), /msg\.resource/);
  });

  it('tries reading with the fields as they are, and puts it away when one changes', async () => {
    await open({ resource: 'suppliers', operation: 'list' });
    browser().answers.set('try-record', {
      records: [{ id: 1, payload: { id: 1, name: 'Acme' } }],
      milliseconds: 5,
    });
    document.getElementById('coupa-record-try')?.click();
    await answered();
    assert.match(textOf('trial'), /after 5 ms.*Acme/);
    const { body } = browser().asked.at(-1) as { body: { node: object; connection: object } };
    assert.equal(Reflect.get(body.node, 'resource'), 'suppliers');
    assert.equal(Reflect.get(body.connection, 'id'), 'c');
    type(field('fields'), 'id');
    assert.equal(textOf('trial'), '');
  });

  it('shows in a dry run what would be sent, with what is to be said of it, what would not, and why', async () => {
    await open({ resource: 'suppliers', operation: 'upsert' });
    browser().answers.set('dry-run', {
      objects: [
        {
          request: { method: 'POST', path: '/api/suppliers', body: { nmae: 'A' } },
          warnings: [{ path: 'nmae', message: 'did you mean name?' }],
        },
        { found: { id: 4 }, warnings: [] },
        { refused: 'number is empty', warnings: [] },
      ],
      left: 2,
    });
    document.getElementById('coupa-record-rehearse')?.click();
    await answered();
    assert.match(textOf('rehearsal'), /Type in first/);
    const payload = document.getElementById('coupa-record-payload') as HTMLTextAreaElement;
    type(payload, '[{"nmae":"A"}]');
    document.getElementById('coupa-record-rehearse')?.click();
    await answered();
    const entries = [...dialog.querySelectorAll('#coupa-record-rehearsal details')].map(
      (one) => one.textContent,
    );
    assert.match(entries[0] ?? '', /POST\/api\/suppliers.*did you mean name\?/s);
    assert.match(entries[1] ?? '', /stays as it is/);
    assert.match(entries[2] ?? '', /number is empty/);
    assert.match(textOf('rehearsal'), /And 2 more/);
    const { body } = browser().asked.at(-1) as { body: { payload: string } };
    assert.equal(body.payload, '[{"nmae":"A"}]');
  });

  it('asks for what is missing before it tries anything', async () => {
    await open({ resource: '', operation: 'list' });
    document.getElementById('coupa-record-try')?.click();
    assert.match(textOf('trial'), /Choose a resource first/);
    await choose('resource', 'invoices');
    await choose('operation', 'action');
    document.getElementById('coupa-record-rehearse')?.click();
    assert.match(textOf('rehearsal'), /Choose an action first/);
    await choose('connection', '_ADD_');
    document.getElementById('coupa-record-rehearse')?.click();
    assert.match(textOf('rehearsal'), /Choose or add a connection first/);
    assert.ok(browser().asked.every(({ path }) => path !== 'try-record' && path !== 'dry-run'));
  });
});

/** A text of the node's catalogue in English. */
function say(key: string, values: Readonly<Record<string, unknown>>): string {
  const found = key.split('.').reduce<unknown>((part, name) => Reflect.get(Object(part), name), texts);
  assert.equal(typeof found, 'string', `there is a text for ${key}`);
  return String(found).replace(/__(\w+)__/g, (_, name) => String(values[name]));
}
