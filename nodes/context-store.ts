import type { Node } from 'node-red';
import { CoupaError } from '../lib/connection/errors';
import type { StateStore } from '../lib/poll/store';
import { type Phrase, phrase } from '../lib/text/phrase';

/** Where the document is kept in the node's context. */
const key = 'coupa';

/** A state document in one of Node-RED's context stores; it survives a restart if that store does. */
export class ContextStore implements StateStore {
  constructor(
    private readonly node: Node,
    /** Name of the store in Node-RED's settings. */
    private readonly store: string,
  ) {}

  load(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.node.context().get(key, this.store, (error: unknown, value: unknown) => {
        if (error) reject(this.failure(phrase`could not be read`, error));
        else resolve(value ?? undefined);
      });
    });
  }

  save(document: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.node.context().set(key, document, this.store, (error: unknown) => {
        if (error) reject(this.failure(phrase`could not be written`, error));
        else resolve();
      });
    });
  }

  private failure(what: Phrase, error: unknown): CoupaError {
    const reason = error instanceof Error ? error.message : String(error);
    return new CoupaError(
      'COUPA_STATE',
      phrase`The position ${what} in the context store "${this.store}": ${reason}. Check contextStorage in settings.js.`,
    );
  }
}
