import { parsedJson } from '../base/json';
import { phrase } from '../base/text/phrase';
import type { Witness } from '../fleet/engine/leases';
import { headIn, isFurther, provenIn } from '../fleet/left/head';
import type { WitnessKeeper } from '../fleet/witness-keeper';
import { DamagedState, type Kept, type StateStore } from '../ports/state-store';

/** What a node remembers of a fleet that it has left. */
export interface LeftFleet {
  witnesses: Pick<WitnessKeeper, 'load' | 'witness' | 'isLater'>;
  /** The node polls by itself: whether from the copy that it left the fleet with. */
  polls(goesOn: boolean): Promise<void>;
  /** The witness is not needed any more. */
  forget(): Promise<void>;
}

/**
 * The position of a node that has left its fleet. What is stored here may be old: other instances led meanwhile, or this one was killed.
 * Where the witness proves more, or is later, it says what counts: what came later comes again, and nothing is skipped.
 */
export class AfterFleet implements StateStore {
  private isForgotten = false;
  private goesOn = false;

  constructor(
    private readonly store: StateStore,
    private readonly left: LeftFleet,
  ) {}

  async load(): Promise<unknown> {
    const { witnesses } = this.left;
    await witnesses.load();
    const document = await this.store.load();
    const { witness } = witnesses;
    if (witness === undefined || this.isAsFar(document, witness)) {
      this.goesOn = document !== undefined;
      return document;
    }
    const { head } = witness;
    throw new DamagedState(
      head,
      '',
      phrase`it is older than what the fleet that this node has left had delivered`,
      headIn(parsedJson(head)),
    );
  }

  private isAsFar(document: unknown, witness: Witness): boolean {
    const isSame = provenIn(document) === provenIn(parsedJson(witness.head));
    return isSame || isFurther(document, witness, this.left.witnesses);
  }

  async save(document: object): Promise<void> {
    if (this.isForgotten) return this.store.save(document);
    const { left, goesOn } = this;
    // Before there is a position of its own that may be taken for a later state of the copy.
    if (!goesOn) await left.polls(false);
    await this.store.save(document);
    this.isForgotten = true;
    if (goesOn) await left.polls(true);
    await left.forget();
  }

  async keep(kind: Kept, text: string): Promise<string> {
    return (await this.store.keep?.(kind, text)) ?? '';
  }
}
