import type { Counter, Histogram, Meter, MetricOptions } from '@opentelemetry/api';

/** Seconds, as the semantic conventions have them for requests. */
const ofRequests = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60];

/** Seconds of what may take a moment or an hour. */
const ofWork = [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600];

/** What is counted when something happens. */
export interface Instruments {
  requests: Histogram;
  waits: Histogram;
  retries: Counter;
  pauses: Counter;
  records: Counter;
  polls: Histogram;
  settled: Counter;
  deliveries: Histogram;
  objects: Counter;
  work: Histogram;
}

/** The instruments of a meter: `docs/telemetry.md` has their names, which dashboards and alerts rest on. */
export function instrumentsOf(meter: Meter): Instruments {
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(name, { unit, description });
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]) => {
    const options: MetricOptions = { unit: 's', description, advice: { explicitBucketBoundaries } };
    return meter.createHistogram(name, options);
  };
  return {
    requests: seconds('http.client.request.duration', 'Duration of HTTP client requests.', ofRequests),
    waits: seconds(
      'coupa.client.wait.duration',
      'Time that requests waited for their turn within the limits.',
      ofWork,
    ),
    retries: counter('coupa.client.retries', '{retry}', 'Requests that failed and were sent again.'),
    pauses: counter(
      'coupa.client.pauses',
      '{pause}',
      'Times that the tenant wanted to be left alone (HTTP 429).',
    ),
    records: counter('coupa.poll.records', '{record}', 'Records that were read, by what they were.'),
    polls: seconds('coupa.poll.duration', 'Duration of polls and back-fills.', ofWork),
    settled: counter('coupa.delivery.records', '{record}', 'Records that were settled or given up.'),
    deliveries: seconds(
      'coupa.delivery.duration',
      'Time from sending a record first until it was settled.',
      ofWork,
    ),
    objects: counter(
      'coupa.write.objects',
      '{object}',
      'Objects that were to be written, by what became of them.',
    ),
    work: seconds('coupa.message.duration', 'Time that messages took to be carried out.', ofWork),
  };
}
