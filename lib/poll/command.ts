import { CoupaError } from '../base/errors';
import { type Phrase, phrase } from '../base/text/phrase';
import { showValue } from '../base/text/show-value';
import { isInterruption } from './lifecycle/interruption';
import type { RecordMessage } from './model/message';
import type {
  EditorUser,
  HandledRecord,
  StatusReport,
  UndeliverableList,
  UndeliverablesReport,
} from './model/report';
import { readInstant } from './model/settings';
import type { Poller } from './poller';
import type { BackfillOrder } from './scan/scan-plan';

/** What a message asks of a poll node. */
export type Command =
  | { kind: 'acknowledge'; delivery: string }
  | { kind: 'refuse'; delivery: string; reason: string }
  | { kind: 'nothing' }
  | { kind: 'poll'; message: unknown }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'status' }
  | { kind: 'reset'; order: { from: 'now' | 'beginning' | number; message: object } }
  | { kind: 'backfill'; order: BackfillOrder }
  /** `keys`: of which records; all without. `by`: who asked in the editor; absent: a message did. */
  | { kind: 'redeliver' | 'dismiss'; keys: readonly string[] | undefined; by?: EditorUser }
  | EditorQuestion;

/** What no message asks, but the editor: the records that were given up, the one of a key, those that were sent again or dismissed. */
export type EditorQuestion = { kind: 'list' } | { kind: 'find'; key: string } | { kind: 'handled' };

/** What comes of a command. What the editor did not ask belongs on output 2. */
export type CommandAnswer =
  | { topic: 'status'; payload: StatusReport }
  | { topic: 'undeliverables'; payload: UndeliverablesReport }
  | { topic: 'list'; payload: UndeliverableList }
  | { topic: 'handled'; payload: HandledRecord[] }
  | { topic: 'record'; payload: RecordMessage };

const commandNames = ['poll', 'pause', 'resume', 'reset', 'backfill', 'redeliver', 'dismiss', 'status'];

/**
 * Reads a message: a record that comes back, or a command; `poll` when it is neither.
 *
 * An error that is about no record asks for nothing, so that a catch node for the whole flow may be wired to the input: each
 * poll that fails would ask for the next. The same goes for the command that failed here and comes back with its error.
 *
 * @param self id of the node that reads it.
 * @param by who asks in the editor.
 * @throws {CoupaError} `COUPA_VALIDATION` for an unknown command and for keys that are none, `COUPA_CONFIG` for a date that is none.
 */
export function readCommand(message: object, self?: string, by?: EditorUser): Command {
  const { command, coupa, error, from, to, keys } = message as Record<string, unknown>;
  const delivery = deliveryOf(coupa);
  if (delivery !== undefined) {
    return error === undefined || error === null
      ? { kind: 'acknowledge', delivery }
      : { kind: 'refuse', delivery, reason: reasonOf(error) };
  }
  if (asksForNothing(error, command, self)) return { kind: 'nothing' };
  switch (command) {
    case undefined:
    case null:
    case '':
    case 'poll':
      return { kind: 'poll', message };
    case 'pause':
    case 'resume':
    case 'status':
      return { kind: command };
    case 'reset':
      return { kind: 'reset', order: { from: readStart(from), message } };
    case 'backfill':
      return readBackfill(message, from, to);
    case 'redeliver':
    case 'dismiss':
      return { kind: command, keys: readKeys(keys), ...(by !== undefined && { by }) };
    default:
      throw new CoupaError(
        'COUPA_VALIDATION',
        phrase`msg.command is ${showValue(command)}, which is no command. There are "poll", "pause", "resume", "reset", "backfill", "redeliver", "dismiss" and "status".`,
      );
  }
}

/**
 * What to tell of a message that asks for a poll, though a command stands in its payload or topic; `undefined` if none does. A
 * summary from output 2 has such a topic and an object as its payload, and no mistake in it.
 */
export function misplacedCommand(message: object): Phrase | undefined {
  const { command, coupa, error, payload, topic } = message as Record<string, unknown>;
  if (!isAbsent(command) || !isAbsent(error) || deliveryOf(coupa) !== undefined) return undefined;
  if (isOtherThanPoll(payload)) return elsewhere('msg.payload', payload);
  const inside = (Object(payload) as { command?: unknown }).command;
  if (isOtherThanPoll(inside)) return elsewhere('msg.payload.command', inside);
  if (isOtherThanPoll(topic) && typeof payload !== 'object') return elsewhere('msg.topic', topic);
  return undefined;
}

/**
 * What to tell of a message that says that a record was delivered, though it is meant to ask for something: it has a command, or comes
 * from a poll node of another resource to one that polls only when a message comes. `undefined` if there is nothing to tell.
 */
export function strayRecord(
  message: object,
  { resource, interval }: { resource: string; interval: number },
): Phrase | undefined {
  const { command, coupa, error } = message as Record<string, unknown>;
  if (deliveryOf(coupa) === undefined || !isAbsent(error)) return undefined;
  if (typeof command === 'string' && commandNames.includes(command.trim()))
    return phrase`msg.command is "${command.trim()}", but the message has msg.coupa.delivery, so it only says that a record was delivered. ${takeOff}`;
  const theirs = Object(coupa).resource as unknown;
  if (interval > 0 || typeof theirs !== 'string' || theirs === resource) return undefined;
  return phrase`A record of ${theirs} from another poll node asks for nothing here: with msg.coupa.delivery a message only says that a record was delivered. ${takeOff}`;
}

const takeOff = phrase`To have this node do something for it, delete msg.coupa first, with a change node.`;

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isOtherThanPoll(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== 'poll' && commandNames.includes(value.trim());
}

function elsewhere(place: string, command: string): Phrase {
  return phrase`${place} is "${command}", but commands are read from msg.command; without one, the node polls.`;
}

/** What a message carries beside its command, so that the answer goes back to whoever asked: its id, the request of an `http in` node. */
export function besideCommand(message: object): object {
  const {
    command: _command,
    from: _from,
    to: _to,
    keys: _keys,
    error: _error,
    ...rest
  } = message as Record<string, unknown>;
  return rest;
}

/** What failed for this node itself may still pause it, or have its state told. */
function asksForNothing(error: unknown, command: unknown, self: string | undefined): boolean {
  if (error === undefined || error === null) return false;
  if (command === undefined || command === null || command === '') return true;
  return sourceOf(error) === self && self !== undefined && command !== 'pause' && command !== 'status';
}

/** Id of the node that a catch node's error is about. */
function sourceOf(error: unknown): unknown {
  const { source } = Object(error) as { source?: unknown };
  return (Object(source) as { id?: unknown }).id;
}

function readStart(from: unknown): 'now' | 'beginning' | number {
  return from === 'now' || from === 'beginning' ? from : readInstant(from, 'msg.from');
}

function readBackfill(message: object, from: unknown, to: unknown): Command {
  const begin = from === 'beginning' ? from : readInstant(from, 'msg.from');
  const open = to === undefined || to === null || to === '' || to === 'now';
  const end = open ? undefined : readInstant(to, 'msg.to');
  if (begin !== 'beginning' && end !== undefined && end < begin) {
    throw new CoupaError(
      'COUPA_VALIDATION',
      phrase`msg.to (${new Date(end).toISOString()}) is before msg.from (${new Date(begin).toISOString()}), so there is nothing to send.`,
    );
  }
  return { kind: 'backfill', order: { from: begin, to: end, message } };
}

function readKeys(keys: unknown): readonly string[] | undefined {
  if (keys === undefined || keys === null) return undefined;
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'string')) return keys;
  throw new CoupaError(
    'COUPA_VALIDATION',
    phrase`msg.keys is ${showValue(keys)}. It has to be an array of keys as in msg.coupa.key; without it, all records that were given up are meant.`,
  );
}

/**
 * Carries a command out. Resolves when it is done, with what comes of it.
 *
 * @throws {CoupaError} what made it fail; an interruption only of a poll, which is taken up again.
 */
export async function runCommand(poller: Poller, command: Command): Promise<CommandAnswer | undefined> {
  try {
    return await carryOut(poller, command);
  } catch (error) {
    if (command.kind === 'poll' || !isInterruption(error)) throw error;
    throw new CoupaError(
      'COUPA_STATE',
      phrase`The node stopped before it had carried the command "${command.kind}" out: it was deployed anew, or another instance of the fleet leads. Send the command again.`,
    );
  }
}

async function carryOut(poller: Poller, command: Command): Promise<CommandAnswer | undefined> {
  switch (command.kind) {
    case 'acknowledge':
      poller.acknowledge(command.delivery);
      return undefined;
    case 'refuse':
      poller.refuse(command.delivery, command.reason);
      return undefined;
    case 'nothing':
      return undefined;
    case 'poll':
      await poller.poll(command.message);
      return undefined;
    case 'pause':
      await poller.pause();
      return undefined;
    case 'resume':
      await poller.resume();
      return undefined;
    case 'reset':
      await poller.reset(command.order.from, command.order.message);
      return undefined;
    case 'backfill':
      await poller.backfill(command.order);
      return undefined;
    case 'list':
      return { topic: 'list', payload: await poller.undeliverables.list() };
    case 'find': {
      const payload = await poller.undeliverables.find(command.key);
      return payload && { topic: 'record', payload };
    }
    case 'handled':
      return { topic: 'handled', payload: await poller.undeliverables.handled.list() };
    case 'redeliver':
    case 'dismiss': {
      const { kind, keys, by } = command;
      return { topic: 'undeliverables', payload: await poller.undeliverables[kind](keys, by) };
    }
    case 'status':
      return { topic: 'status', payload: await poller.report() };
  }
}

function deliveryOf(coupa: unknown): string | undefined {
  if (typeof coupa !== 'object' || coupa === null) return undefined;
  const { delivery } = coupa as Record<string, unknown>;
  return typeof delivery === 'string' ? delivery : undefined;
}

function reasonOf(error: unknown): string {
  const message: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : error;
  return typeof message === 'string' ? message : showValue(message ?? error);
}
