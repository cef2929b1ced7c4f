import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../base/json';

/**
 * Sends the objects of a list one by one, with `msg.parts`, so that a join node can put them together. One is held back, since only the
 * last message can tell how many there were.
 */
export class EachSender {
  private held: JsonObject | undefined;
  private index = 0;
  private readonly id = randomUUID();

  constructor(
    /** The message that asked for the list; it may be a part itself. */
    private readonly message: JsonObject,
    /** Sends one object: what its message has beside what the asking one had. */
    private readonly send: (part: { payload: JsonObject; parts: JsonObject }) => void,
  ) {}

  /** Objects that were given so far. */
  get count(): number {
    return this.held === undefined ? this.index : this.index + 1;
  }

  give(objects: readonly JsonObject[]): void {
    for (const object of objects) {
      this.release();
      this.held = object;
    }
  }

  /** Sends the last one. */
  end(): void {
    this.release(this.count);
  }

  private release(count?: number): void {
    if (this.held === undefined) return;
    const parts = { ...this.parts(), index: this.index, ...(count === undefined ? {} : { count }) };
    const payload = this.held;
    this.held = undefined;
    this.index += 1;
    this.send({ payload, parts });
  }

  /** As core's split node writes them; a message that is a part already keeps what it was. */
  private parts(): JsonObject {
    const { parts } = this.message;
    return { ...(parts === undefined ? {} : { parts }), id: this.id, type: 'array', len: 1 };
  }
}
