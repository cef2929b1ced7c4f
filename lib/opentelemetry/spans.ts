import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Link, Span as OtelSpan, SpanContext } from '@opentelemetry/api';
import type { TelemetryEvent } from '../ports/events';
import type { Begun, Span, TraceContext, Tracing } from '../ports/tracing';
import { described, outcomeOf } from './described';
import type { Api } from './load-api';
import { scopeName } from './names';
import { provenanceOf, written } from './trace-context';

/** Within what something is done. */
interface Place {
  context: Context;
  /** The sending of the record that a message is about. */
  origin?: SpanContext;
}

/**
 * Makes spans of work, by whatever tracer is registered at that moment. What is within what is kept here as well as by the registered
 * context manager: some who register a tracer register none.
 */
export class Spans implements Tracing {
  private readonly places = new AsyncLocalStorage<Place>();
  /** What the SDK has under this name keeps others from following the same requests: the key is made of the name. */
  private readonly suppressed: symbol;

  constructor(
    private readonly api: Api,
    private readonly version: string,
  ) {
    this.suppressed = api.createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
  }

  begin(begun: Begun): Span {
    const { trace, ROOT_CONTEXT, SpanKind } = this.api;
    const { name, kind, attributes, isRoot } = described(begun);
    const place = this.place();
    const parent = isRoot ? ROOT_CONTEXT : place.context;
    const links = this.links(isRoot ? trace.getSpanContext(place.context) : undefined, begun, place);
    const tracer = trace.getTracer(scopeName, this.version);
    const span = tracer.startSpan(name, { kind: SpanKind[kind], attributes, links }, parent);
    const context = trace.setSpan(parent, span);
    const inside =
      begun.kind === 'request' || begun.kind === 'token' ? context.setValue(this.suppressed, true) : context;
    return new FollowedSpan(this.api, span, (work) => this.in({ context: inside }, work));
  }

  within<Result>(message: object, work: () => Result): Result {
    const { parent, origin } = provenanceOf(this.api, message);
    if (parent === undefined) return work();
    const context = this.api.trace.setSpanContext(this.place().context, parent);
    return this.in({ context, ...(origin !== undefined && { origin }) }, work);
  }

  alone<Result>(work: () => Result): Result {
    return this.in({ context: this.api.ROOT_CONTEXT }, work);
  }

  private in<Result>(place: Place, work: () => Result): Result {
    return this.places.run(place, () => this.api.context.with(place.context, work));
  }

  /** Others may have gone further within ours. */
  private place(): Place {
    const { context, ROOT_CONTEXT } = this.api;
    const active = context.active();
    const ours = this.places.getStore();
    if (ours === undefined) return { context: active };
    return active === ROOT_CONTEXT ? ours : { ...ours, context: active };
  }

  /** A record that comes back, or is worked on, is linked to its sending, wherever the message was since. */
  private links(cause: SpanContext | undefined, { kind }: Begun, { context, origin }: Place): Link[] {
    const isAbout = kind === 'write' || kind === 'settle';
    const parent = this.api.trace.getSpanContext(context)?.spanId;
    const sent = isAbout && origin !== undefined && origin.spanId !== parent ? [origin] : [];
    const known = cause !== undefined && this.api.isSpanContextValid(cause) ? [cause] : [];
    return [...known, ...sent].map((one) => ({ context: one }));
  }
}

class FollowedSpan implements Span {
  constructor(
    private readonly api: Api,
    private readonly span: OtelSpan,
    readonly run: Span['run'],
  ) {}

  get context(): TraceContext {
    return written(this.api, this.span.spanContext());
  }

  end(event?: TelemetryEvent): void {
    const { span } = this;
    if (event !== undefined) {
      const { attributes, name, error } = outcomeOf(event);
      span.setAttributes(attributes);
      if (name !== undefined) span.updateName(name);
      if (error !== undefined) span.setStatus({ code: this.api.SpanStatusCode.ERROR });
    }
    span.end();
  }
}
