import assert from 'node:assert/strict';
import { credentialNames } from '../../../lib/connection/settings/credential-names';
import { connectionInDialog, connectionOfEditor } from '../../../nodes/editor/connection/connection-fields';
import { inBrowser, openDialog } from './browser';

const none = Object.fromEntries(credentialNames.map((name) => [name, '']));

describe('A connection that the runtime is asked to try', () => {
  const browser = inBrowser();

  it('is what the fields of its dialog say', () => {
    openDialog('coupa-config');
    const set = (name: string, value: string) => {
      (document.getElementById(`node-config-input-${name}`) as HTMLInputElement).value = value;
    };
    set('siteAddress', 'acme.coupahost.com');
    set('clientSecret', 'typed');
    set('tls', '_ADD_');
    const { id, siteAddress, tls, credentials } = connectionInDialog('c');
    assert.deepEqual({ id, siteAddress, tls }, { id: 'c', siteAddress: 'acme.coupahost.com', tls: '' });
    assert.deepEqual(credentials, { ...none, clientSecret: 'typed' });
  });

  it('has the secrets that were typed since the last deploy, and says of others that they are stored', () => {
    const credentials = { clientId: 'me', has_clientSecret: true, has_apiKey: false };
    browser().red.add({ id: 'c', type: 'coupa-config', siteAddress: 'x', credentials });
    const found = connectionOfEditor('c');
    assert.deepEqual(found?.credentials, { ...none, clientId: 'me', clientSecret: '__PWRD__' });
    assert.equal(found?.scope, '');
  });

  it('has all its secrets stored where the editor knows nothing of them', () => {
    browser().red.add({ id: 'c', type: 'coupa-config' });
    const secrets = Object.values(connectionOfEditor('c')?.credentials ?? {});
    assert.equal(secrets.length, credentialNames.length);
    assert.ok(secrets.every((secret) => secret === '__PWRD__'));
  });

  it('is none where none is chosen, or it is gone', () => {
    for (const id of ['', '_ADD_', 'gone', '${CONNECTION}']) assert.equal(connectionOfEditor(id), undefined);
  });
});
