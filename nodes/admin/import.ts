import type { NodeAPI } from 'node-red';
import { endpoint } from './endpoint';

/** Serves the import dialog: what a pasted configuration says, and the flow that it becomes. */
export function serveImport(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/coupa/import',
    RED.auth.needsPermission('flows.write'),
    endpoint<'import'>(async (body, _signal, say) => {
      // Loaded when somebody imports.
      const { importText } = require('./import-text') as typeof import('./import-text');
      return importText(body, say);
    }),
  );
}
