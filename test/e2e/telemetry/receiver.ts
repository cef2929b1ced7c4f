import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A value as OTLP writes it in JSON. */
interface AnyValue {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  boolValue?: boolean;
}

interface KeyValue {
  key: string;
  value: AnyValue;
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes?: KeyValue[];
  links?: { traceId: string; spanId: string }[];
}

interface OtlpPoint {
  attributes?: KeyValue[];
  asInt?: number | string;
  asDouble?: number;
  count?: number | string;
}

interface OtlpMetric {
  name: string;
  unit?: string;
  sum?: { dataPoints: OtlpPoint[] };
  gauge?: { dataPoints: OtlpPoint[] };
  histogram?: { dataPoints: OtlpPoint[] };
}

export type Attributes = Record<string, string | number | boolean>;

/** A span that was received. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  attributes: Attributes;
  /** Ids of the spans that it is linked to. */
  links: string[];
}

/** A small OTLP receiver over HTTP, for JSON. */
export class Receiver {
  readonly spans: Span[] = [];
  /** Texts of all bodies that came. */
  readonly bodies: string[] = [];
  private metrics: OtlpMetric[] = [];
  private readonly server: Server = createServer(async (request, response) => {
    const body = (await json(request)) as Record<string, unknown>;
    this.bodies.push(JSON.stringify(body));
    if (request.url === '/v1/traces') this.takeSpans(body);
    else this.takeMetrics(body);
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  named(name: string): Span[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** Of the last export: the sum of a counter or gauge, or how often a histogram was told something, for these attributes. */
  sum(name: string, wanted: Attributes = {}): number {
    const points = this.metrics
      .filter((metric) => metric.name === name)
      .flatMap(({ sum, gauge, histogram }) => (sum ?? gauge ?? histogram)?.dataPoints ?? []);
    return points
      .filter(({ attributes }) => {
        const own = attributesOf(attributes);
        return Object.entries(wanted).every(([key, value]) => own[key] === value);
      })
      .reduce((total, { asInt, asDouble, count }) => total + Number(asInt ?? asDouble ?? count ?? 0), 0);
  }

  private takeSpans(body: Record<string, unknown>): void {
    for (const span of itemsIn<OtlpSpan>(body, 'resourceSpans', 'scopeSpans', 'spans'))
      this.spans.push({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId === '' ? undefined : span.parentSpanId,
        name: span.name,
        attributes: attributesOf(span.attributes),
        links: (span.links ?? []).map(({ spanId }) => spanId),
      });
  }

  private takeMetrics(body: Record<string, unknown>): void {
    this.metrics = itemsIn<OtlpMetric>(body, 'resourceMetrics', 'scopeMetrics', 'metrics');
  }
}

/** What this package made, not others in the same process. */
function itemsIn<Item>(
  body: Record<string, unknown>,
  resources: string,
  scopes: string,
  items: string,
): Item[] {
  const below = (one: unknown, name: string) => (Object(one) as Record<string, unknown[]>)[name] ?? [];
  return below(body, resources)
    .flatMap((resource) => below(resource, scopes))
    .filter((scope) => (scope as { scope?: { name: string } }).scope?.name === 'node-red-contrib-coupa')
    .flatMap((scope) => below(scope, items) as Item[]);
}

function attributesOf(attributes: readonly KeyValue[] = []): Attributes {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const { stringValue, intValue, doubleValue, boolValue } = value;
      return [key, stringValue ?? boolValue ?? Number(intValue ?? doubleValue)];
    }),
  );
}
