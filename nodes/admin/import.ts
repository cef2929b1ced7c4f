import type { NodeAPI } from 'node-red';
import { endpoint } from './endpoint';

/** Serves the import dialog: what a pasted configuration says, and the flow that it becomes. */
export function serveImport(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/coupa/import',
    RED.auth.needsPermission('flows.write'),
    endpoint<'import'>(async (body, _signal, say) => {
      // Loaded when somebody imports: Node-RED's start does not wait for it.
      const { importText } = await import('./import-text.js');
      return importText(body, say);
    }),
  );
}
