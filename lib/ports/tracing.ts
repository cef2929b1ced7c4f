import type { NodeName, TelemetryEvent } from './events';

/** What others need to go on from some work, as headers: `traceparent`, and `tracestate` where there is one. Empty: nobody follows it. */
export type TraceContext = Readonly<Record<string, string>>;

/** Work that begins, as it is known by then. */
export type Begun =
  /** One sending of a request. `url`: without its query. */
  | { kind: 'request'; method: string; url: string; attempt: number }
  /** A sign-in. `url`: without its query. */
  | { kind: 'token'; method: string; url: string }
  | { kind: 'poll'; node: NodeName; resource: string; backfill: boolean }
  /** Removals are looked for. */
  | { kind: 'look'; node: NodeName; resource: string }
  /** What a message asks for is carried out. */
  | { kind: 'write'; node: NodeName }
  /** A record is sent into the flow. */
  | { kind: 'send'; node: NodeName; resource: string; poll: string; key: string; attempt: number }
  /** The flow hands a record back. `refused`: it failed to deal with it. */
  | { kind: 'settle'; node: NodeName; resource: string; refused: boolean };

/** Some work that is followed. */
export interface Span {
  /** Does something within it: what begins meanwhile is part of it. */
  run<Result>(work: () => Result): Result;
  readonly context: TraceContext;
  /** It is over. `event`: what came of it. */
  end(event?: TelemetryEvent): void;
}

/** Follows work across requests, messages and processes. */
export interface Tracing {
  begin(begun: Begun): Span;
  /** Does something in the name of a message that carries a context. */
  within<Result>(message: object, work: () => Result): Result;
  /** Does something that is part of nothing. */
  alone<Result>(work: () => Result): Result;
}
