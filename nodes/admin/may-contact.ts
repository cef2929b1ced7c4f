import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';

/**
 * What has to be allowed before an address that is not deployed is contacted, or a template rendered: besides the node
 * type's own permission that to deploy. Whoever may deploy could have Node-RED contact any host and read the answer anyway;
 * nobody else may.
 */
export function mayContact(RED: NodeAPI, permission: string): RequestHandler[] {
  return [RED.auth.needsPermission(permission), RED.auth.needsPermission('flows.write')];
}
