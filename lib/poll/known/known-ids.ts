import type { Slices } from '../../base/slices';
import type { RecordId } from '../../scan/record-id';
import type { StoredRemovals } from '../model/removals-state';
import { IdSet } from './id-set';
import { KeyIndex } from './key-index';
import { LookUnderWay } from './look-under-way';

/**
 * The ids of the records that are known to be in a list: those that the last look saw, and those that were sent since. A look takes
 * each id out of what is known when it sees it in the list; what is left when the list was read is missing from it.
 *
 * What is there though the list does not have it stays known for one more look: a list may be wrong once (a hub's pages pass records
 * over, an answer is empty that should not be), and what is removed until it is right again has to be missed.
 *
 * Each verb leads from one whole state to the next, so that it can be stored between any two of them.
 */
export class KnownIds {
  private of: string;
  private count: number;
  private lastBegunAt: number | undefined;
  private known: IdSet;
  private fresh: IdSet;
  /** Of those that are known: which the last look did not see, though they are there. */
  private unseen: IdSet;
  private underWay: LookUnderWay | undefined;
  /** While it is asked for what is missing, and entries have keys. */
  private keys: KeyIndex | undefined;

  /** @throws {RangeError} if what was stored has no ids where they should be. */
  constructor({ of, looks, begunAt, known, fresh, unseen, look }: StoredRemovals = nothingKnown) {
    this.of = of;
    this.count = looks;
    this.lastBegunAt = begunAt;
    this.known = IdSet.from(known);
    this.fresh = IdSet.from(fresh);
    this.unseen = IdSet.from(unseen);
    this.underWay = look && new LookUnderWay(look);
  }

  /** Looks that were begun: the number of the last one. */
  get looks(): number {
    return this.count;
  }

  /** When the last look began, by this computer's clock; epoch milliseconds. */
  get begunAt(): number | undefined {
    return this.lastBegunAt;
  }

  /** The look that is under way, or was interrupted. */
  get look(): LookUnderWay | undefined {
    return this.underWay;
  }

  /** Ids that are known. One that was sent since the last look is counted with the next. */
  get size(): number {
    return this.known.size + (this.underWay?.seen.size ?? 0);
  }

  /** They are of this list: what is known of another one is forgotten. */
  belongTo(of: string): void {
    if (this.of === of) return;
    this.of = of;
    this.known = IdSet.empty();
    this.fresh = IdSet.empty();
    this.unseen = IdSet.empty();
    this.underWay = undefined;
    this.keys = undefined;
    this.count = 0;
    this.lastBegunAt = undefined;
  }

  /** A record was sent. */
  sent(id: RecordId): void {
    this.fresh.add(id);
    this.keys?.add(id);
  }

  /**
   * A look begins.
   *
   * @param at by this computer's clock, @param now by the tenant's; epoch milliseconds
   */
  beginLook(poll: string, at: number, now: number): LookUnderWay {
    if (this.known.size === 0) this.known = this.fresh;
    else this.known.addAll(this.fresh);
    this.fresh = IdSet.empty();
    this.count += 1;
    this.lastBegunAt = at;
    this.underWay = LookUnderWay.begin(poll, now);
    return this.underWay;
  }

  /** The list has these. */
  saw(ids: readonly RecordId[]): void {
    this.unseen.removeAll(ids);
    this.stay(ids);
  }

  /** Some of the ids that the list has not shown: once it was read, they are missing from it. */
  missing(atMost: number): RecordId[] {
    return this.known.first(atMost);
  }

  /** They are there, and not in the list. The next look asks for them once more, and then nobody does. */
  haveLeft(ids: readonly RecordId[]): void {
    const [again, first] = [
      ids.filter((id) => this.unseen.has(id)),
      ids.filter((id) => !this.unseen.has(id)),
    ];
    this.known.removeAll(again);
    this.unseen.removeAll(again);
    this.stay(first);
    this.unseen.addAll(first);
    if (this.underWay !== undefined) this.underWay.counts.left += first.length;
  }

  /** Whether it is there could not be told: the next look asks again. */
  mayBeThere(id: RecordId): void {
    this.stay([id]);
  }

  /** From now on until the look ends, `hasAnother` need not go through all that is known. Entries have to be of both ids. */
  async indexKeys(slices: Slices): Promise<void> {
    // What is sent goes on growing while the rest is read: it is read first, in the turn in which its size is.
    const sets = [this.fresh, this.underWay?.seen ?? IdSet.empty(), this.known];
    const size = sets.reduce((sum, ids) => sum + ids.size, 0);
    this.keys = new KeyIndex();
    await this.keys.fill(inTurn(sets), size, slices);
  }

  /** Whether another record than this one is known by the same key: as long as it is, the key is not gone. */
  hasAnother(entry: RecordId, isOfKey: (other: RecordId) => boolean): boolean {
    if (this.keys?.mayHaveAnother(entry) === false) return false;
    for (const ids of [this.underWay?.seen ?? [], this.fresh, this.known])
      for (const other of ids) if (other !== entry && isOfKey(other)) return true;
    return false;
  }

  /** It is of no interest any more, and nothing is told of it. */
  drop(id: RecordId): void {
    for (const ids of [this.known, this.fresh, this.unseen]) ids.removeAll([id]);
  }

  /** It is gone, and that was told. What is returned takes it back. */
  isGone(id: RecordId): () => void {
    this.drop(id);
    const { underWay } = this;
    if (underWay !== undefined) underWay.counts.deleted += 1;
    return () => {
      this.known.add(id);
      if (underWay !== undefined) underWay.counts.deleted -= 1;
    };
  }

  /** The look has ended. What it has not asked for is known still: the first look asks for nothing. */
  endLook(): void {
    const { underWay } = this;
    if (underWay === undefined) return;
    underWay.seen.addAll(this.known);
    this.known = underWay.seen;
    this.underWay = undefined;
    this.keys = undefined;
  }

  /** They are known after this look, too. */
  private stay(ids: readonly RecordId[]): void {
    this.known.removeAll(ids);
    this.underWay?.seen.addAll(ids);
  }

  /** A copy, as it is stored, as a member of the state; none where nobody looks. */
  toMember(): { removals?: StoredRemovals } {
    if (this.of === '') return {};
    const { of, count: looks, lastBegunAt, known, fresh, unseen, underWay } = this;
    return {
      removals: {
        of,
        looks,
        ...(lastBegunAt !== undefined && { begunAt: lastBegunAt }),
        known: known.toRows(),
        fresh: fresh.toRows(),
        unseen: unseen.toRows(),
        ...(underWay !== undefined && { look: underWay.toRow() }),
      },
    };
  }
}

function* inTurn(sets: readonly IdSet[]): Generator<RecordId> {
  for (const ids of sets) yield* ids;
}

const nothingKnown: StoredRemovals = { of: '', looks: 0, known: [], fresh: [], unseen: [] };
