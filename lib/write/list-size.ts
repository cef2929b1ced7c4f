import { getHeapStatistics } from 'node:v8';
import { CoupaError } from '../base/errors';
import { atStart, phrase, type Text } from '../base/text/phrase';

/** Objects whose ids are remembered at most: one that comes twice would have to be told from one that is new. */
const mostObjects = 2_000_000;

/** Part of the memory that Node.js may use which the JSON of a list may have that is held as a whole: its objects take two or three times as much. */
const mostOfMemory = 1 / 4;

/** How long a list is that is being read: one without an end, or larger than the memory, would end Node-RED and all its flows. */
export class ListSize {
  private objects = 0;
  private bytes = 0;

  /** @param purpose `listing events` */
  constructor(private readonly purpose: Text) {}

  /**
   * Objects have come whose ids are remembered.
   *
   * @throws {CoupaError} `COUPA_RESPONSE` where they are too many
   */
  remember(count: number): void {
    this.objects += count;
    if (this.objects <= mostObjects) return;
    throw new CoupaError(
      'COUPA_RESPONSE',
      phrase`${atStart(this.purpose)}: the list was not at its end after ${this.objects} objects, more than can be remembered. Ask for less with msg.query.`,
    );
  }

  /**
   * Objects have come that are held until the last is there.
   *
   * @param bytes of their answer
   * @throws {CoupaError} `COUPA_RESPONSE` where they are too large
   */
  hold(bytes = 0): void {
    this.bytes += bytes;
    if (this.bytes <= getHeapStatistics().heap_size_limit * mostOfMemory) return;
    const mebibytes = Math.round(this.bytes / 1024 / 1024);
    throw new CoupaError(
      'COUPA_RESPONSE',
      phrase`${atStart(this.purpose)}: the list was not at its end after ${mebibytes} MiB, more than fits into the memory of Node.js together with its other work. Ask for less with msg.query, have a list send each object by a message of its own, or give Node.js more memory (--max-old-space-size).`,
    );
  }
}
