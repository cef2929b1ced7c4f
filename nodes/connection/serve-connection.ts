import type { NodeAPI } from 'node-red';
import { serveConnection } from '../admin/connection';
import { serveExamination } from '../admin/examination';
import { serveImport } from '../admin/import';
import { serveOperations } from '../admin/operations/serve';

/** Serves what the connection's dialog asks, the import, and the sidebar. */
export function serveConnectionType(RED: NodeAPI): void {
  serveConnection(RED);
  serveExamination(RED);
  serveImport(RED);
  serveOperations(RED);
}
