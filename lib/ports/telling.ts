import type { Clock } from '../base/clock';
import type { TelemetryKind, TelemetryOf } from './events';
import type { Telemetry } from './telemetry';
import type { Begun, Span } from './tracing';

/** The events of something that is done once, and ends in one way or the other after some milliseconds. */
export interface Told<Result, Kind extends TelemetryKind> {
  kind: Kind;
  /** Asked only where somebody follows it. */
  begun(): Begun;
  /** `undefined`: there is nothing to tell. */
  done(result: Result, durationMs: number): TelemetryOf<Kind> | undefined;
  failed(thrown: unknown, durationMs: number): TelemetryOf<Kind> | undefined;
}

/** Does something, and tells whoever listens how it went. Where nobody does, it is just done. */
export async function telling<Result, Kind extends TelemetryKind>(
  telemetry: Telemetry,
  clock: Clock,
  { kind, begun, done, failed }: Told<Result, Kind>,
  work: (span?: Span) => Promise<Result>,
): Promise<Result> {
  const span = telemetry.tracing?.begin(begun());
  if (span === undefined && !telemetry.hears(kind)) return work();
  const start = clock.monotonic();
  const over = (event: TelemetryOf<Kind> | undefined) => {
    if (event !== undefined) telemetry.tell(event);
    span?.end(event);
  };
  try {
    const result = await (span === undefined ? work() : span.run(() => work(span)));
    over(done(result, clock.monotonic() - start));
    return result;
  } catch (error) {
    over(failed(error, clock.monotonic() - start));
    throw error;
  }
}
