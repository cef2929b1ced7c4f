import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

/** Where the build puts them: beside the nodes, so that they are always of the same version. */
const bundles = join(__dirname, '..', 'editor');

/**
 * Serves the browser's half of the nodes: a script for each node type and a style sheet, as public as the editor itself.
 *
 * @param folder where they are
 */
export function serveEditorFiles(RED: Pick<NodeAPI, 'httpAdmin'>, folder = bundles): void {
  RED.httpAdmin.get('/coupa/editor/:file', (request, response) => {
    const file = String(request.params['file']);
    if (!/^[a-z][a-z-]*\.(js|css)$/.test(file)) {
      response.sendStatus(404);
      return;
    }
    // Not for long: after an update of the package the browser has to take the new ones.
    response.sendFile(file, { root: folder, maxAge: 0 }, (error) => {
      if (error && !response.headersSent) response.sendStatus(404);
    });
  });
}
