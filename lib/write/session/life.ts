import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import type { Requester } from '../../ports/requester';
import { cleanError } from './clean-error';

/** The life of a node that carries out messages, between two deploys: what it does ends when it is closed. */
export class Life {
  private readonly closing = new AbortController();

  constructor(private readonly requester: Requester) {}

  /** Aborted when the life ends; for everything that is asked of the tenant. */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  /** Whether it has ended: what a node shows is no longer its business. */
  get closed(): boolean {
    return this.signal.aborted;
  }

  /** Ends what is under way; nothing is begun from now on. */
  close(): void {
    this.closing.abort();
  }

  /**
   * Carries out one message.
   *
   * @throws {CoupaError} what the work throws, without secrets; `COUPA_NETWORK` when the life had ended, or ends meanwhile.
   */
  async run(work: () => Promise<void>): Promise<void> {
    try {
      this.signal.throwIfAborted();
      await work();
    } catch (error) {
      if (isAbort(error)) throw stopped();
      // What an answer was compared with, or found to be instead, may be what was sent.
      const { scrubber } = this.requester;
      throw error instanceof CoupaError && scrubber !== undefined ? cleanError(error, scrubber) : error;
    }
  }
}

/** The connection may be closed a moment before the node. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function stopped(): CoupaError {
  return new CoupaError(
    'COUPA_NETWORK',
    phrase`Stopped because the node or its connection was closed, by a deploy perhaps. Nothing was changed; send the message again.`,
  );
}
