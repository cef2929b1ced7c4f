import * as api from '@opentelemetry/api';
import {
  type DataPoint,
  type Histogram,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';

class Reader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** A number that was measured. */
export interface Measured {
  attributes: api.Attributes;
  value: number;
}

/** The real SDK, registered as who runs Node-RED would, and everything that it exports. */
export class Sdk {
  private readonly exported = new InMemorySpanExporter();
  private readonly exporting = new SimpleSpanProcessor(this.exported);
  private reader = new Reader();

  /** `withContextManager: false`: as those packages do that register a tracer and nothing else. */
  start({ withContextManager = true } = {}): this {
    const provider = new NodeTracerProvider({ spanProcessors: [this.exporting] });
    if (withContextManager) provider.register();
    else api.trace.setGlobalTracerProvider(provider);
    this.startMeter();
    return this;
  }

  startMeter(): void {
    this.reader = new Reader();
    api.metrics.setGlobalMeterProvider(new MeterProvider({ readers: [this.reader] }));
  }

  stop(): void {
    this.exported.reset();
    api.trace.disable();
    api.context.disable();
    api.propagation.disable();
    api.metrics.disable();
  }

  /** Spans that have ended. */
  get spans(): ReadableSpan[] {
    return this.exported.getFinishedSpans();
  }

  named(name: string): ReadableSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** What a counter or a gauge says, or how often a histogram was told something. */
  async measured(name: string): Promise<Measured[]> {
    const { resourceMetrics } = await this.reader.collect();
    return pointsOf(resourceMetrics, name).map(({ attributes, value }) => ({
      attributes,
      value: typeof value === 'number' ? value : value.count,
    }));
  }

  /** The sum of all that a metric says for these attributes. */
  async sum(name: string, attributes: api.Attributes = {}): Promise<number> {
    const points = await this.measured(name);
    const isAsked = (point: Measured) =>
      Object.entries(attributes).every(([key, value]) => point.attributes[key] === value);
    return points.filter(isAsked).reduce((sum, { value }) => sum + value, 0);
  }

  /** What monitoring would keep: all numbers of all metrics. */
  async series(): Promise<number> {
    const { resourceMetrics } = await this.reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return metrics.reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
  }

  /** Spans are kept until then. Those that are being exported, which takes timers of the SDK's own, are waited for first. */
  async forgetSpans(): Promise<void> {
    await this.exporting.forceFlush();
    this.exported.reset();
  }

  /** Everything that was exported, as text. */
  async everything(): Promise<string> {
    const { resourceMetrics } = await this.reader.collect();
    const spans = this.spans.map(({ name, attributes, events, status, links }) => ({
      name,
      attributes,
      events,
      status,
      links: links.map(({ attributes: ofLink }) => ofLink),
    }));
    return JSON.stringify({ spans, metrics: resourceMetrics.scopeMetrics });
  }
}

function pointsOf({ scopeMetrics }: ResourceMetrics, name: string): DataPoint<number | Histogram>[] {
  const metrics = scopeMetrics.flatMap((scope) => scope.metrics);
  return metrics
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ dataPoints }) => dataPoints as DataPoint<number | Histogram>[]);
}
