import type { CoupaError } from '../../base/errors';
import { isObject } from '../../base/form';
import { type Phrase, phrase } from '../../base/text/phrase';
import { DamagedState, type StateStore } from '../../ports/state-store';
import type { PollState, StateIdentity } from '../model/state';
import { type Head, headOfFormat1, type Salvaged, salvage } from './salvage';
import { format, readDocument } from './state-document';
import { partUnsendable } from './unsendable';

/** What came of loading a stored state. */
export interface LoadedState {
  state: PollState;
  /** What the user has to know: the document, or a record in it, could not be taken as it was. */
  problem?: CoupaError;
  /** What the user should know of what was left behind. */
  remark?: Phrase;
}

/**
 * Loads what a store holds for this identity. A damaged document gives what it still proves, and a problem that says so; it
 * stays in the store until the state is saved, and a copy of it longer.
 *
 * @throws {CoupaError} `COUPA_STATE` if the store cannot be reached, or cannot keep the copy.
 */
export async function loadState(store: StateStore, identity: StateIdentity): Promise<LoadedState> {
  let document: unknown;
  try {
    document = await store.load();
  } catch (error) {
    if (!(error instanceof DamagedState)) throw error;
    const head = error.head ?? headOfFormat1(error.text);
    return salvage(identity, head, { why: damaged(error.why), kept: keptAs(error.keptAs || undefined) });
  }
  const read = readDocument(document, identity);
  if (read.kind === 'state') {
    const { state, remark } = read;
    const { pending, problem } = await partUnsendable(state.pending, store);
    return { state: { ...state, pending }, problem, remark };
  }
  const why =
    read.kind === 'damaged'
      ? damaged(read.why)
      : phrase`The stored position of this node was written by a later version of this package (its format is ${read.format}; this version knows ${format}).`;
  return copied(store, document, identity, why);
}

/** What could be read as JSON and is no state that is known. */
async function copied(
  store: StateStore,
  document: unknown,
  identity: StateIdentity,
  why: Phrase,
): Promise<Salvaged> {
  const copy = await store.keep?.('damaged', JSON.stringify(document));
  const head: Head | undefined = isObject(document) ? document : undefined;
  return salvage(identity, head, { why, kept: keptAs(copy) });
}

function damaged(why: Phrase): Phrase {
  return phrase`The stored position of this node is damaged: ${why}.`;
}

function keptAs(copy: string | undefined): Phrase {
  return copy === undefined
    ? phrase`It is replaced when the position is saved next.`
    : phrase`A copy of what was stored was kept as ${copy}.`;
}
