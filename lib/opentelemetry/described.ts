import type { Attributes } from '@opentelemetry/api';
import type { TelemetryEvent } from '../ports/events';
import type { Begun } from '../ports/tracing';
import { pathTemplate } from './bounded';
import { attribute, nodeAttributes, serverAttributes } from './names';

/** A span as it begins. */
export interface Described {
  name: string;
  kind: 'CLIENT' | 'PRODUCER' | 'INTERNAL';
  attributes: Attributes;
  /** Whether it is the first of a trace of its own, linked to what it comes from: a poll, and each record that it sends. */
  isRoot: boolean;
}

/** How work that begins is called. */
export function described(begun: Begun): Described {
  switch (begun.kind) {
    case 'request':
    case 'token':
      return request(begun);
    case 'poll': {
      const { node, resource, backfill } = begun;
      const kind = backfill ? 'backfill' : 'poll';
      const attributes = { [attribute.pollKind]: kind, [attribute.resource]: resource };
      return internal(`${kind} ${resource}`, { ...attributes, ...nodeAttributes(node) }, true);
    }
    case 'look': {
      const { node, resource } = begun;
      return internal(`look ${resource}`, { [attribute.resource]: resource, ...nodeAttributes(node) }, true);
    }
    case 'write':
      return internal('message', nodeAttributes(begun.node), false);
    case 'send':
      return sending(begun);
    case 'settle': {
      const { node, resource, refused } = begun;
      const operation = refused ? 'refuse' : 'acknowledge';
      return internal(
        `${operation} ${resource}`,
        { ...messaging(resource, 'settle', operation), ...nodeAttributes(node) },
        false,
      );
    }
  }
}

/** What is known of work when it is over. `name`: it is called otherwise by then. */
export function outcomeOf(event: TelemetryEvent): { attributes: Attributes; name?: string; error?: string } {
  switch (event.kind) {
    case 'request':
    case 'token':
      return outcomeOfRequest(event);
    case 'poll': {
      const { poll, pages, records, created, updated, repeats, requests, retries, code } = event;
      const counts = { pages, records, created, updated, repeats, requests, retries };
      const counted = Object.entries(counts).map(([name, count]) => [`coupa.poll.${name}`, count] as const);
      return failed(code, { [attribute.poll]: poll, ...Object.fromEntries(counted) });
    }
    case 'look': {
      const { poll, deleted, left, requests, code } = event;
      const counts = {
        'coupa.look.deleted': deleted,
        'coupa.look.left': left,
        'coupa.look.requests': requests,
      };
      return failed(code, { [attribute.poll]: poll, ...counts });
    }
    case 'write': {
      const { operation, resource, requested, applied, code } = event;
      const asked = { [attribute.operation]: operation, [attribute.resource]: resource };
      const counts = { 'coupa.write.requested': requested, 'coupa.write.applied': applied };
      const outcome = failed(code, { ...asked, ...counts });
      return operation === '' ? outcome : { ...outcome, name: `${operation} ${pathTemplate(resource)}` };
    }
    default:
      return { attributes: {} };
  }
}

function request(begun: Extract<Begun, { kind: 'request' | 'token' }>): Described {
  const { method, url } = begun;
  const attempt = begun.kind === 'request' ? begun.attempt : 1;
  const attributes = {
    [attribute.method]: method,
    [attribute.url]: url,
    ...(attempt > 1 && { [attribute.resendCount]: attempt - 1 }),
  };
  // What a secret was taken out of may be no address any more.
  if (!URL.canParse(url)) return { name: method, kind: 'CLIENT', attributes, isRoot: false };
  const { host, pathname, protocol } = new URL(url);
  const server = serverAttributes(host);
  const port = protocol === 'http:' && server[attribute.port] === 443 ? { [attribute.port]: 80 } : {};
  const template = pathTemplate(pathname);
  return {
    name: `${method} ${template}`,
    kind: 'CLIENT',
    attributes: { ...attributes, ...server, ...port, [attribute.urlTemplate]: template },
    isRoot: false,
  };
}

function sending({ node, resource, poll, key, attempt }: Extract<Begun, { kind: 'send' }>): Described {
  const attributes = {
    ...messaging(resource, 'send', 'send'),
    ...nodeAttributes(node),
    [attribute.messageId]: key,
    [attribute.poll]: poll,
    [attribute.attempt]: attempt,
  };
  return { name: `send ${resource}`, kind: 'PRODUCER', attributes, isRoot: true };
}

function messaging(resource: string, type: 'send' | 'settle', name: string): Attributes {
  return {
    [attribute.messagingSystem]: 'node-red',
    [attribute.messagingOperation]: type,
    [attribute.messagingOperationName]: name,
    [attribute.destination]: resource,
  };
}

function internal(name: string, attributes: Attributes, isRoot: boolean): Described {
  return { name, kind: 'INTERNAL', attributes, isRoot };
}

type Outcome = ReturnType<typeof outcomeOf>;

function outcomeOfRequest(event: Extract<TelemetryEvent, { kind: 'request' | 'token' }>): Outcome {
  const { statusCode, code } = event;
  const status = statusCode === undefined ? {} : { [attribute.statusCode]: statusCode };
  return failed(errorType(statusCode, code), status);
}

/** What kind of error a request ended with: by the conventions its status, where one came; `undefined`: none. */
export function errorType(statusCode: number | undefined, code: string | undefined): string | undefined {
  return statusCode !== undefined && statusCode >= 400 ? String(statusCode) : code;
}

function failed(error: string | undefined, attributes: Attributes): Outcome {
  return error === undefined
    ? { attributes }
    : { attributes: { ...attributes, [attribute.errorType]: error }, error };
}
