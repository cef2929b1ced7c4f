import type { Node, NodeAPI } from 'node-red';
import { UrlTemplate } from '../../lib/template/url-template';
import { templateValues } from '../runtime/template-values';

/** Says the resource of a node for a message. */
export type ResourceFor = (message: object) => string | Promise<string>;

/**
 * Fills in what a resource leaves open, `suppliers/{{msg.payload.supplier}}/addresses`, message by message.
 *
 * @throws {CoupaError} `COUPA_CONFIG` for a placeholder that cannot be one; what is returned throws where one has no value.
 */
export function resourceFor(RED: NodeAPI, node: Node, resource: string, origin: string): ResourceFor {
  if (!/[{}]/.test(resource)) return () => resource;
  const path = resource.trim().replace(/^\/*(?:api\/+)?/, '/api/');
  const template = UrlTemplate.compile(path, { dateFormat: 'yyyy-MM-dd', dateTimezone: 'UTC' });
  return async (message) => {
    const values = await template.knownValues(templateValues(RED, node, message));
    const now = Date.now();
    return template.render({ lower: now, now, origin, values });
  };
}
