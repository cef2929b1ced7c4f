import type { Attributes } from '@opentelemetry/api';
import type { NodeName } from '../ports/events';

/** Name of the meter and the tracer. */
export const scopeName = 'node-red-contrib-coupa';

/** What metrics and spans are told apart by: OpenTelemetry's semantic conventions where they have a name, else our own. */
export const attribute = {
  method: 'http.request.method',
  statusCode: 'http.response.status_code',
  resendCount: 'http.request.resend_count',
  errorType: 'error.type',
  host: 'server.address',
  port: 'server.port',
  url: 'url.full',
  urlTemplate: 'url.template',
  /** As the OpenTelemetry packages for Node-RED call them. */
  nodeId: 'node_red.node.id',
  nodeName: 'node_red.node.name',
  messagingSystem: 'messaging.system',
  messagingOperation: 'messaging.operation.type',
  messagingOperationName: 'messaging.operation.name',
  destination: 'messaging.destination.name',
  messageId: 'messaging.message.id',
  resource: 'coupa.resource',
  change: 'coupa.record.change',
  poll: 'coupa.poll.id',
  pollKind: 'coupa.poll.kind',
  attempt: 'coupa.delivery.attempt',
  delivery: 'coupa.delivery.result',
  operation: 'coupa.operation',
  outcome: 'coupa.write.outcome',
} as const;

/** A node as metrics and spans name it. */
export function nodeAttributes({ id, name }: NodeName): Attributes {
  return { [attribute.nodeId]: id, ...(name !== undefined && { [attribute.nodeName]: name }) };
}

/** A host and its port. What has no port is asked by HTTPS. */
export function serverAttributes(host: string): Attributes {
  const at = host.lastIndexOf(':');
  const port = at > host.lastIndexOf(']') ? Number(host.slice(at + 1)) : Number.NaN;
  if (Number.isNaN(port)) return { [attribute.host]: host, [attribute.port]: 443 };
  return { [attribute.host]: host.slice(0, at), [attribute.port]: port };
}
