import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

/** Where `nodes/editor/` lies, compiled or not. */
const folder = join(__dirname, '..', 'editor');

/**
 * Serves the browser's part of the dialogs: plain JavaScript modules and a style sheet, as public as the editor itself. They
 * lie beside the nodes, so that they are always of the same version.
 */
export function serveEditorFiles(RED: NodeAPI): void {
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
