import type { NodeName, TelemetryEvent, TelemetryKind, TelemetryOf } from './events';
import type { Tracing } from './tracing';

/** How a poll stands at the moment. */
export interface PollGauges {
  readonly node: NodeName;
  readonly resource: string;
  /** Milliseconds since the position, up to which everything was delivered, by this computer's clock. Absent: there is none yet. */
  readonly lagMs?: number;
  /** Records that the flow has not acknowledged yet. */
  readonly inFlight: number;
  /** Records that the flow has, and that are not marked as exported yet. */
  readonly unmarked: number;
  /** Records that were given up and are kept. */
  readonly undeliverable: number;
}

/**
 * Tells whoever listens what happens. Off by default: who tells asks `hears` first, and makes no event where nobody listens.
 */
export class Telemetry {
  /** Follows work from its begin to its end; whoever does it asks whether somebody does. */
  tracing: Tracing | undefined;
  /** How polls stand: a function for each that runs, called by whoever looks. */
  readonly gauges = new Set<() => PollGauges>();
  private readonly listeners = new Map<TelemetryKind, Set<(event: TelemetryEvent) => void>>();

  /**
   * Listens to events of one kind, each of which comes once, at once.
   *
   * @param listener what it throws harms nobody but itself: it is told to the process as a warning, and called no more.
   * @returns a function that ends it.
   */
  on<Kind extends TelemetryKind>(kind: Kind, listener: (event: TelemetryOf<Kind>) => void): () => void {
    const listeners = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, listeners);
    const mine = (event: TelemetryEvent) => {
      if (isOf(event, kind)) listener(event);
    };
    listeners.add(mine);
    return () => void listeners.delete(mine);
  }

  /** Whether anybody listens to events of a kind. */
  hears(kind: TelemetryKind): boolean {
    return (this.listeners.get(kind)?.size ?? 0) > 0;
  }

  /** Does something in the name of a message: what begins meanwhile follows what the message says that it comes from. */
  within<Result>(message: object, work: () => Result): Result {
    return this.tracing === undefined ? work() : this.tracing.within(message, work);
  }

  /** Does something that nobody asked for, whatever it was planned by: a timer remembers what was done when it was set. */
  alone<Result>(work: () => Result): Result {
    return this.tracing === undefined ? work() : this.tracing.alone(work);
  }

  tell(event: TelemetryEvent): void {
    const listeners = this.listeners.get(event.kind);
    for (const listener of [...(listeners ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        listeners?.delete(listener);
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}

function isOf<Kind extends TelemetryKind>(event: TelemetryEvent, kind: Kind): event is TelemetryOf<Kind> {
  return event.kind === kind;
}
