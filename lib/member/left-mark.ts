import { isObject } from '../base/form';
import type { StateStore } from '../ports/state-store';

/**
 * What a node remembers of how it left its fleet: the last write to the engine that it has a copy of, and whether it polled by itself from
 * that copy. As long as the engine stands there, what the node has of its own is the later state of the same poll.
 */
export class LeftMark {
  constructor(private readonly store: StateStore) {}

  /** The node's copy is what the engine has as of this write. */
  leaves(write: string): Promise<void> {
    return this.store.save({ write });
  }

  /** The node polls by itself: from its copy, or from elsewhere, so that the copy says nothing of it. */
  async polls(goesOn: boolean): Promise<void> {
    const write = (await this.read())['write'];
    if (write !== undefined) await this.store.save(goesOn ? { write, alone: true } : {});
  }

  /** The write after which the node polled by itself; `undefined`: it did not, or not from there. What cannot be read says nothing. */
  async leftWith(): Promise<string | undefined> {
    const { write, alone } = await this.read();
    return alone === true && typeof write === 'string' ? write : undefined;
  }

  private async read(): Promise<Readonly<Record<string, unknown>>> {
    const document = await this.store.load().catch(() => undefined);
    return isObject(document) ? document : {};
  }
}
