import type { SpanContext } from '@opentelemetry/api';
import { isJsonObject, type JsonObject } from '../base/json';
import type { TraceContext } from '../ports/tracing';
import type { Api } from './load-api';

/** Version, trace, span, flags; versions to come may have more. */
const traceparent = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * A span as W3C's Trace Context writes it. Not by the propagator that is registered: some who register a tracer register none, and others
 * would send along the baggage of whoever sent a message.
 */
export function written(api: Api, context: SpanContext): TraceContext {
  if (!api.isSpanContextValid(context)) return {};
  const { traceId, spanId, traceFlags } = context;
  const flags = (traceFlags & 0xff).toString(16).padStart(2, '0');
  const state = context.traceState?.serialize() ?? '';
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, ...(state !== '' && { tracestate: state }) };
}

/** What a carrier says that it comes from; `undefined`: nothing, or nothing that can be read. */
export function read(api: Api, carrier: unknown): SpanContext | undefined {
  if (!isJsonObject(carrier)) return undefined;
  const { traceparent: parent, tracestate: state } = carrier;
  const [, version, traceId = '', spanId = '', flags = '', more] =
    typeof parent === 'string' ? (traceparent.exec(parent.trim()) ?? []) : [];
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & api.TraceFlags.SAMPLED,
    isRemote: true,
    ...(typeof state === 'string' && state !== '' && { traceState: api.createTraceState(state) }),
  };
  return api.isSpanContextValid(context) ? context : undefined;
}

/** Where a message comes from. */
export interface Provenance {
  /** The last that is known to have had a hand in it. */
  parent?: SpanContext;
  /** The sending of the record that it is about. */
  origin?: SpanContext;
}

/**
 * What a message says that it comes from. In the order of who wrote it last: the packages that follow messages through Node-RED write it where
 * each node type sends it on from: headers (`http request`), user properties (`mqtt out`), `properties.headers` (AMQP); we write it to
 * `msg.coupa`, too; at last, the request that an `http in` node took.
 */
export function provenanceOf(api: Api, message: object): Provenance {
  const { headers, userProperties, properties, coupa, req } = message as JsonObject;
  const origin = read(api, coupa);
  const carriers = [headers, userProperties, inside(properties), coupa, inside(req)];
  const parent = carriers.map((carrier) => read(api, carrier)).find((context) => context !== undefined);
  return { ...(parent !== undefined && { parent }), ...(origin !== undefined && { origin }) };
}

function inside(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, 'headers') : undefined;
}
