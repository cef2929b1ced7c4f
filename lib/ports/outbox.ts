import type { Text } from '../base/text/phrase';
import type { PayloadElsewhere } from './page-readers';

/** A record that is not settled, as it is stored: of its members only these are looked at. */
export interface OutboxRow {
  readonly id: string;
  /** Sendings so far, the one that is asked for included. */
  readonly attempt: number;
  /** The message as JSON text; it never changes. */
  readonly message: string;
  /** Where its payload is, and where that belongs in the message: `null` stands there. Absent: it is in the message. */
  readonly elsewhere?: PayloadElsewhere & { readonly at: number };
}

/**
 * Where records go that are sent into a flow somewhere else, and whose answers come back from there. What it is told of a record is stored
 * as one history with the document that the poll's store keeps: never does that count as handed over what the outbox has not got.
 */
export interface Outbox {
  /**
   * One sending of a record. Told to be sent once more, it goes elsewhere than where it failed, if it can.
   *
   * @param message the row's message as an object that nobody else has, if it is at hand and whole.
   */
  send(token: string, row: OutboxRow, message?: object): void;
  /** What is stored of a record has changed. */
  keep(row: OutboxRow): void;
  /**
   * A record is settled, given up or forgotten.
   *
   * @param follower id of the later version, told before, that nobody would read again without this one: it is stored before this is
   * forgotten. Default: there is none.
   */
  forget(id: string, follower?: string): void;
  /** Whether a sending of before this process led is still under way: somebody has it or will have it, or its answer waits. */
  isUnderWay(token: string): boolean;
  /** The whole message of a record whose payload is elsewhere, as JSON text, once what came of it was told and it was not acknowledged. */
  messageOf(id: string): string | undefined;
  /** All that was stored has been taken over: answers are told from now on. */
  open(listener: AnswerListener): void;
  /** The way into this instance's own flow that leads past all others. Default: there is none. */
  readonly shortcut?: Shortcut | undefined;
}

/**
 * The way of a record from whoever leads into the flow of the same instance, at once, while no other instance takes any: then there is
 * nobody to share with. What takes it is stored nowhere; it counts as handed over once it had its turn on the event loop.
 */
export interface Shortcut {
  /** A record has been read, whichever way it goes. */
  noteRecord(): void;
  /** Whether a record may take it at this very moment. */
  readonly isOpen: boolean;
  /** Finds out whether it is open, where nothing but that is in question; `undefined`: there is nothing to find out. */
  look(): Promise<void> | undefined;
  /** Sends a record into the flow. To be asked before: whether it is open. */
  send(token: string, message: object): void;
  /** Whether what was sent in the last turn of the event loop reached the nodes behind. */
  readonly hasLanded: boolean;
}

/** Who is told what came of a sending. What is said of one that is not known is late or repeated, and harmless: then `false`. */
export interface AnswerListener {
  /** The flow has it. */
  acknowledge(token: string): boolean;
  /** The flow failed to deal with it, or whoever had it is no more. */
  refuse(token: string, reason: Text): boolean;
  /** Whoever had it was stopped in an orderly way: no fault of the record. `isUnsent`: it certainly had reached no flow. */
  sendAgain(token: string, isUnsent?: boolean): boolean;
}
