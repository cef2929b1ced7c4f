import { setImmediate } from 'node:timers/promises';
import type { CoupaError } from '../../base/errors';
import { Slices } from '../../base/slices';
import { unlessAborted } from '../../base/unless-aborted';
import type { RecordId } from '../../scan/record-id';
import { entryOf, hasKey, namedBy } from '../known/entry';
import type { KnownIds } from '../known/known-ids';
import type { LookUnderWay } from '../known/look-under-way';
import { deletedMessage } from '../model/message';
import type { RunContext } from '../run/run-context';
import { Asking, isAboutOne } from './asking';
import { idsOnly, pathOf } from './ids-path';
import { ListOfIds } from './list-of-ids';

/** Missing ids that are taken up at once. */
const takenUp = 50;

/** Refusals in a row after which it is not about the records. */
const mostRefusals = 10;

/**
 * One look for removals, from where it stands to its end: reads the ids of the whole list, then asks for each that is known and missing
 * from it. What is gone is told with the next turn, and stored as told with the delivery that has it.
 */
export class Look {
  private readonly known: KnownIds;
  /** What the tenant said no to last: whether such a record is there is not known. */
  private refused: CoupaError | undefined;
  private refusals = 0;

  constructor(
    private readonly context: RunContext,
    private readonly look: LookUnderWay,
    private readonly signal: AbortSignal,
  ) {
    this.known = context.ledger.known;
  }

  /**
   * Resolves when everything was asked and told, with what could not be told.
   *
   * @throws {CoupaError} what keeps it from going on; nothing is told by that, and it goes on from there.
   */
  async run(): Promise<CoupaError | undefined> {
    const { source, settings } = this.context;
    const { now } = this.look;
    // The beginning of time: a look is for the whole list, whenever its records were changed.
    const list = await unlessAborted(source.render({ lower: 0, now }), this.signal);
    if (this.look.reading.ranges.length > 0) {
      const path = idsOnly(list.rendered, settings.idField, source.paging);
      await new ListOfIds(this.context, path, this.look, this.signal).read((entries) => this.saw(entries));
    }
    if (this.known.looks > 1) await this.askForMissing(pathOf(list.rendered));
    return this.refused;
  }

  private saw(records: Parameters<typeof entryOf>[0][]): void {
    const { idField } = this.context.settings;
    this.known.saw(records.map((record) => entryOf(record, idField)));
    this.context.stored.touch();
  }

  private async askForMissing(path: string): Promise<void> {
    const { settings, source } = this.context;
    const asking = new Asking({
      path,
      paging: source.paging,
      resource: settings.resource,
      examples: () => this.look.examples().map((entry) => namedBy(entry, settings.idField).id),
      request: (options) => this.request(options),
    });
    if (settings.idField !== 'id' && this.known.missing(1).length > 0)
      await unlessAborted(this.known.indexKeys(new Slices(this.context.clock)), this.signal);
    try {
      for (let some = this.next(); some.length > 0; some = this.next()) await this.ask(asking, some);
    } catch (error) {
      // To ask again tells no more: what is missing stays known, for a look that reads the list anew.
      if (asking.untellable === undefined || error !== asking.untellable) throw error;
      this.refused = asking.untellable;
    }
  }

  private next(): RecordId[] {
    return this.known.missing(takenUp);
  }

  private async ask(asking: Asking, entries: readonly RecordId[]): Promise<void> {
    const { idField } = this.context.settings;
    const ids = entries.map((entry) => namedBy(entry, idField).id);
    const listed = await asking.listed(ids);
    const isListed = (_: RecordId, index: number) => listed?.has(String(ids[index])) ?? false;
    this.known.haveLeft(entries.filter(isListed));
    for (const [index, entry] of entries.entries()) {
      if (!isListed(entry, index))
        await this.askForOne(asking, entry, ids[index] ?? entry, listed !== undefined);
      this.context.stored.touch();
    }
  }

  private async askForOne(asking: Asking, entry: RecordId, id: RecordId, isListSure: boolean): Promise<void> {
    try {
      if (await asking.isGone(id, isListSure)) await this.tell(entry);
      else this.known.haveLeft([entry]);
      this.refusals = 0;
    } catch (error) {
      if (this.signal.aborted || error === asking.untellable || !isAboutOne(error)) throw error;
      this.refusals += 1;
      if (this.refusals >= mostRefusals) throw error;
      this.refused = error;
      this.known.mayBeThere(entry);
    }
  }

  /** Node-RED delivers a message with its next turn; if it was stopped in between, the record is asked for again. */
  private async tell(entry: RecordId): Promise<void> {
    const { delivery, settings, ledger, stored, landed } = this.context;
    for (let room = delivery.room(this.signal); room !== undefined; room = delivery.room(this.signal))
      await room;
    this.signal.throwIfAborted();
    const { key } = namedBy(entry, settings.idField);
    if (settings.idField !== 'id' && this.known.hasAnother(entry, hasKey(key))) {
      // The number of a record that was made anew, for one: what the flow knows by it is there.
      this.known.drop(entry);
      stored.touch();
      return;
    }
    delivery.deliver({
      identity: `${settings.resource}:${key}`,
      message: deletedMessage(key, settings.resource, { look: this.known.looks, poll: this.look.poll }),
      beside: true,
    });
    ledger.memory.outdate(String(key));
    const undo = this.known.isGone(entry);
    stored.touch();
    await setImmediate();
    if (!this.signal.aborted || landed()) return;
    undo();
    throw this.signal.reason as Error;
  }

  private async request(options: Parameters<ConstructorParameters<typeof Asking>[0]['request']>[0]) {
    const { counts } = this.look;
    counts.requests += 1;
    const answer = await this.context.requester.request({
      ...options,
      priority: 'background',
      signal: this.signal,
    });
    counts.requests += answer.requests - 1;
    return answer;
  }
}
