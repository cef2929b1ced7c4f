import assert from 'node:assert/strict';
import { ScopeProposal } from '../../../nodes/connection/editor/scope-proposal';
import { rememberFields } from '../../../nodes/editor/fields/remembered';
import { usesOfPoll } from '../../../nodes/poll/editor/uses';
import { usedFields, usesOfRecord } from '../../../nodes/record/editor/uses';
import { answered, inBrowser, openDialog, sayKeys, type } from './browser';

describe('What is proposed below the scopes of a connection', () => {
  const browser = inBrowser();
  let proposal: ScopeProposal;

  const place = () => document.querySelector('#coupa-config-scopes') as HTMLElement;
  const field = () => document.getElementById('node-config-input-scope') as HTMLInputElement;
  const uses = () => browser().asked.map(({ body }) => Object(body).uses);

  /** Opens the dialog of the connection `c`. */
  async function open(scope: string, answer: object): Promise<void> {
    browser().answers.set('check-scopes', { misspelt: [], needed: [], open: [], ...answer });
    openDialog('coupa-config');
    field().value = scope;
    proposal = new ScopeProposal(place(), sayKeys, 'c');
    proposal.start();
    await answered();
  }

  /** Adds a node, and gives it what its type says of it. */
  function node(properties: { id: string; type: string; [name: string]: unknown }) {
    const added = browser().red.add({ connection: 'c', ...properties });
    added._def.uses = properties.type === 'coupa-poll' ? usesOfPoll : usesOfRecord;
    return added;
  }

  const write = { scope: 'core.supplier.write', nodes: ['ERP'] };

  it('comes from what polls and record nodes on it do, not from those of other connections', async () => {
    node({ id: 'p', type: 'coupa-poll', resource: 'invoices', name: 'New' });
    node({ id: 'r', type: 'coupa-record', resource: 'invoices', operation: 'action', action: 'void' });
    node({
      id: 'other',
      type: 'coupa-record',
      connection: 'another',
      resource: 'users',
      operation: 'create',
    });
    await open('', {});
    assert.deepEqual(uses(), [
      [
        { node: 'New', resource: 'invoices', operation: 'list' },
        { node: 'r', resource: 'invoices', operation: 'action', action: 'void' },
      ],
    ]);
  });

  it('comes from the integration that a poll reports to as well', async () => {
    node({ id: 'p', type: 'coupa-poll', resource: 'invoices', integration: 'ERP' });
    await open('', {});
    const runs = { node: 'p', resource: 'integration_runs' };
    assert.deepEqual(uses(), [
      [
        { node: 'p', resource: 'invoices', operation: 'list' },
        { ...runs, operation: 'list' },
        { ...runs, operation: 'update' },
      ],
    ]);
  });

  it('comes of a node whose dialog is open from what that says, also below the one of the connection', async () => {
    const edited = node({ id: 'r', type: 'coupa-record', resource: 'users', operation: 'list' });
    openDialog('coupa-record');
    for (const [name, value] of [
      ['resource', 'suppliers'],
      ['operation', 'upsert'],
      ['onMissing', 'error'],
    ] as const)
      (document.getElementById(`node-input-${name}`) as HTMLInputElement).value = value;
    rememberFields(edited, usedFields);
    browser().red.editStack.push(edited);
    await open('', {});
    const what = { node: 'r', resource: 'suppliers' };
    assert.deepEqual(uses(), [
      [
        { ...what, operation: 'list' },
        { ...what, operation: 'update' },
      ],
    ]);
  });

  it('names each that the field lacks and the nodes that need it, and adds it', async () => {
    const read = { scope: 'core.supplier.read', nodes: ['ERP'] };
    await open('core.supplier.read', { needed: [read, write] });
    assert.match(place().textContent ?? '', /scopes\.missing .*core\.supplier\.write \(ERP\)/);
    assert.doesNotMatch(place().textContent ?? '', /core\.supplier\.read/);
    place().querySelector('button')?.click();
    await answered();
    assert.equal(field().value, 'core.supplier.read core.supplier.write');
    assert.equal(place().textContent, '');
  });

  it('says of whom nobody knows what they need, unless Coupa decides anyway', async () => {
    await open('core.supplier.read', { open: ['By message'] });
    assert.equal(place().textContent, 'scopes.open {"nodes":"By message"}');
    type(field(), '');
    assert.equal(place().textContent, '');
  });

  it('is nothing that a test found granted for these very scopes', async () => {
    await open('', { needed: [write] });
    assert.match(place().textContent ?? '', /scopes\.optional/);
    proposal.tested({ findings: [], resources: [], needed: [{ ...write, granted: true }] });
    assert.equal(place().textContent, '');
  });

  it('stays where nobody answers', async () => {
    await open('core.user.read', { needed: [write] });
    browser().answers.set('check-scopes', 500);
    proposal.start();
    await answered();
    assert.match(place().textContent ?? '', /core\.supplier\.write/);
  });
});
