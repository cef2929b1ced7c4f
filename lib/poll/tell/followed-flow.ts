import type { NodeName } from '../../ports/events';
import type { Telemetry } from '../../ports/telemetry';
import { withTrace } from '../../ports/traced-message';
import type { RecordMessage } from '../model/message';

/** What tracing is let know of the records that this process sends into a flow, and gets back from it. Where nobody follows it makes nothing. */
export class FollowedFlow {
  constructor(
    private readonly telemetry: Telemetry,
    private readonly node: NodeName,
    private readonly resource: string,
  ) {}

  /** Sends a record, in the form in which the flow gets it. */
  send(message: RecordMessage, send: (message: RecordMessage) => void): void {
    const { node, resource } = this;
    const { poll, key, attempt } = message.coupa;
    const span = this.telemetry.tracing?.begin({ kind: 'send', node, resource, poll, key, attempt });
    if (span === undefined) {
      send(message);
      return;
    }
    try {
      span.run(() => send(withTrace(message, span.context)));
    } finally {
      span.end();
    }
  }

  /** The flow hands a record back. `refused`: it failed to deal with it. */
  settle<Result>(refused: boolean, work: () => Result): Result {
    const { node, resource } = this;
    const span = this.telemetry.tracing?.begin({ kind: 'settle', node, resource, refused });
    if (span === undefined) return work();
    try {
      return span.run(work);
    } finally {
      span.end();
    }
  }
}
