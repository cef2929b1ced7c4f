import { packageVersion } from '../base/package-version';
import type { Telemetry } from '../ports/telemetry';
import { type Api, openTelemetryApi } from './load-api';
import { Metrics } from './metrics';
import { Spans } from './spans';

/** One for all connections of the process. */
let shared: { api: Api; metrics: Metrics; spans: Spans } | undefined;

/**
 * Makes OpenTelemetry's metrics and spans of what a connection tells and does. Whoever runs Node-RED registers an SDK, before or after; where
 * the API is not installed, nothing is done, now or later.
 *
 * @param host of the tenant.
 * @returns a function that ends it.
 */
export function observe(telemetry: Telemetry, host: string, api = openTelemetryApi()): () => void {
  if (api === undefined) return () => undefined;
  if (shared?.api !== api) {
    const version = packageVersion();
    shared = { api, metrics: new Metrics(api, version), spans: new Spans(api, version) };
  }
  telemetry.tracing = shared.spans;
  return shared.metrics.watch(telemetry, host);
}
