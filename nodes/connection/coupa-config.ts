import type { NodeAPI } from 'node-red';
import { credentialNames, credentialType } from '../../lib/connection/settings/credential-names';
import { serveEditorFiles } from '../admin/editor-files';
import { registerWhenUsed, serveWhenAsked } from '../runtime/start/when-needed';

export = (RED: NodeAPI): void => {
  serveEditorFiles(RED);
  serveWhenAsked(
    RED,
    () => (require('./serve-connection') as typeof import('./serve-connection')).serveConnectionType,
  );
  registerWhenUsed(
    RED,
    'coupa-config',
    () => (require('./make-connection') as typeof import('./make-connection')).makeConnection,
    Object.fromEntries(credentialNames.map((name) => [name, { type: credentialType(name) }])),
  );
};
