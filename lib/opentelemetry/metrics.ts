import type { Attributes, Meter, MeterProvider } from '@opentelemetry/api';
import type { PageEvent, RequestEvent, TelemetryOf, WriteEvent } from '../ports/events';
import type { PollGauges, Telemetry } from '../ports/telemetry';
import { BoundedNames } from './bounded';
import { errorType } from './described';
import { type Instruments, instrumentsOf } from './instruments';
import type { Api } from './load-api';
import { attribute, nodeAttributes, scopeName, serverAttributes } from './names';

/** Kinds of records and objects that are told apart: more than a flow has, unless messages name them. */
const mostResources = 100;

/** Counts what connections tell, by whatever meter is registered at that moment. */
export class Metrics {
  private made: { provider: MeterProvider; instruments: Instruments } | undefined;
  private readonly resources = new BoundedNames(mostResources);
  /** Whose polls are looked at. */
  private readonly shown = new Map<Telemetry, Attributes>();

  constructor(
    private readonly api: Api,
    private readonly version: string,
  ) {}

  /**
   * Counts what a connection tells. `host`: its tenant.
   *
   * @returns a function that ends that its polls are looked at. What is under way by then is counted still.
   */
  watch(telemetry: Telemetry, host: string): () => void {
    const tenant = serverAttributes(host);
    this.watchRequests(telemetry);
    this.watchPolls(telemetry, tenant);
    telemetry.on('write', (event) => this.countWrite(event, tenant));
    this.shown.set(telemetry, tenant);
    // Whatever is registered by now can look at once.
    void this.instruments;
    return () => void this.shown.delete(telemetry);
  }

  private watchRequests(telemetry: Telemetry): void {
    telemetry.on('request', (event) => {
      const { method, host, statusCode, code, result, durationMs, waitedMs } = event;
      const why = result === 'aborted' ? 'aborted' : code;
      this.instruments.requests.record(durationMs / 1000, ofRequest({ method, host, statusCode, code: why }));
      this.instruments.waits.record(waitedMs / 1000, serverAttributes(host));
    });
    telemetry.on('token', ({ host, durationMs, statusCode, code }) => {
      const status = code === undefined ? 200 : statusCode;
      const attributes = ofRequest({ method: 'POST', host, statusCode: status, code });
      this.instruments.requests.record(durationMs / 1000, attributes);
    });
    telemetry.on('retry', ({ host, statusCode, code }) => {
      const why = errorType(statusCode, code) ?? code;
      this.instruments.retries.add(1, { ...serverAttributes(host), [attribute.errorType]: why });
    });
    telemetry.on('throttled', ({ host }) => this.instruments.pauses.add(1, serverAttributes(host)));
  }

  private watchPolls(telemetry: Telemetry, tenant: Attributes): void {
    telemetry.on('page', (event) => this.countPage(event, tenant));
    telemetry.on('poll', (event) => {
      const { durationMs, backfill, code } = event;
      this.instruments.polls.record(durationMs / 1000, {
        ...this.of(event, tenant),
        [attribute.pollKind]: backfill ? 'backfill' : 'poll',
        ...(code !== undefined && { [attribute.errorType]: code }),
      });
    });
    telemetry.on('settled', (event) => {
      const attributes = { ...this.of(event, tenant), [attribute.delivery]: event.result };
      this.instruments.settled.add(1, attributes);
      this.instruments.deliveries.record(event.durationMs / 1000, attributes);
    });
  }

  private countPage(event: PageEvent, tenant: Attributes): void {
    const { records, created, updated, repeats } = event;
    const counts = { created, updated, repeat: repeats, unsent: records - created - updated - repeats };
    const attributes = this.of(event, tenant);
    for (const [change, count] of Object.entries(counts))
      if (count > 0) this.instruments.records.add(count, { ...attributes, [attribute.change]: change });
  }

  private countWrite(event: WriteEvent, tenant: Attributes): void {
    const { operation, applied, refused, unknown, notSent, notAttempted, reads, code, durationMs } = event;
    const attributes = { ...this.of(event, tenant), [attribute.operation]: operation };
    this.instruments.work.record(durationMs / 1000, {
      ...attributes,
      ...(code !== undefined && { [attribute.errorType]: code }),
    });
    if (reads) return;
    const counts = { applied, refused, unknown, not_sent: notSent, not_attempted: notAttempted };
    for (const [outcome, count] of Object.entries(counts))
      if (count > 0) this.instruments.objects.add(count, { ...attributes, [attribute.outcome]: outcome });
  }

  private of({ node, resource }: Pick<PageEvent, 'node' | 'resource'>, tenant: Attributes): Attributes {
    return { ...tenant, ...nodeAttributes(node), [attribute.resource]: this.resources.of(resource) };
  }

  /** A meter that is registered later than ours begins to count then. */
  private get instruments(): Instruments {
    const provider = this.api.metrics.getMeterProvider();
    if (this.made?.provider === provider) return this.made.instruments;
    const meter = provider.getMeter(scopeName, this.version);
    this.showGauges(meter);
    this.made = { provider, instruments: instrumentsOf(meter) };
    return this.made.instruments;
  }

  private showGauges(meter: Meter): void {
    const lag = meter.createObservableGauge('coupa.poll.lag', {
      unit: 's',
      description: 'Time since the position, up to which everything was delivered.',
    });
    const records = (name: string, description: string) =>
      meter.createObservableUpDownCounter(name, { unit: '{record}', description });
    const inFlight = records('coupa.poll.in_flight', 'Records that the flow has not acknowledged yet.');
    const unmarked = records(
      'coupa.poll.unmarked',
      'Records that the flow has, and that are not marked as exported yet.',
    );
    const undeliverable = records('coupa.poll.undeliverable', 'Records that were given up and are kept.');
    let before = new Map<string, Attributes>();
    meter.addBatchObservableCallback(
      (result) => {
        const now = new Map<string, Attributes>();
        for (const [gauges, attributes] of this.standing()) {
          now.set(JSON.stringify(attributes), attributes);
          if (gauges.lagMs !== undefined) result.observe(lag, gauges.lagMs / 1000, attributes);
          result.observe(inFlight, gauges.inFlight, attributes);
          result.observe(unmarked, gauges.unmarked, attributes);
          result.observe(undeliverable, gauges.undeliverable, attributes);
        }
        // Of what is not observed any more the SDK exports the last value for ever: a node that was deleted would be behind for ever.
        for (const [key, attributes] of before)
          if (!now.has(key))
            for (const gauge of [lag, inFlight, unmarked, undeliverable])
              result.observe(gauge, 0, attributes);
        before = now;
      },
      [lag, inFlight, unmarked, undeliverable],
    );
  }

  private *standing(): Generator<[PollGauges, Attributes]> {
    for (const [{ gauges }, tenant] of this.shown)
      for (const read of gauges) {
        const standing = read();
        yield [standing, this.of(standing, tenant)];
      }
  }
}

type Asked = Pick<RequestEvent, 'method' | 'host'> & {
  statusCode: TelemetryOf<'request'>['statusCode'];
  code: string | undefined;
};

function ofRequest({ method, host, statusCode, code }: Asked): Attributes {
  const why = errorType(statusCode, code);
  return {
    [attribute.method]: method,
    ...serverAttributes(host),
    ...(statusCode !== undefined && { [attribute.statusCode]: statusCode }),
    ...(why !== undefined && { [attribute.errorType]: why }),
  };
}
