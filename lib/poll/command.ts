import { CoupaError } from '../connection/errors';
import { phrase } from '../text/phrase';
import type { Poller } from './poller';
import { readInstant } from './settings';
import type { StatusReport } from './summary';

/** What a message asks of a poll node. */
export type Command =
  | { kind: 'acknowledge'; delivery: string }
  | { kind: 'refuse'; delivery: string; reason: string }
  | { kind: 'poll'; message: unknown }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'status' }
  | { kind: 'reset'; from: 'now' | 'beginning' | number }
  | { kind: 'backfill'; from: 'beginning' | number; to: number | undefined };

/**
 * Reads a message: a record that comes back, or a command; `poll` when it is neither.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` for an unknown command, `COUPA_CONFIG` for a date that is none.
 */
export function readCommand(message: object): Command {
  const { command, coupa, error, from, to } = message as Record<string, unknown>;
  const delivery = deliveryOf(coupa);
  if (delivery !== undefined) {
    return error === undefined || error === null
      ? { kind: 'acknowledge', delivery }
      : { kind: 'refuse', delivery, reason: reasonOf(error) };
  }
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
      return {
        kind: 'reset',
        from: from === 'now' || from === 'beginning' ? from : readInstant(from, 'msg.from'),
      };
    case 'backfill':
      return readBackfill(from, to);
    default:
      throw new CoupaError(
        'COUPA_VALIDATION',
        phrase`msg.command is ${JSON.stringify(command)}, which is no command. There are "poll", "pause", "resume", "reset", "backfill" and "status".`,
      );
  }
}

function readBackfill(from: unknown, to: unknown): Command {
  const begin = from === 'beginning' ? from : readInstant(from, 'msg.from');
  const open = to === undefined || to === null || to === '' || to === 'now';
  const end = open ? undefined : readInstant(to, 'msg.to');
  if (begin !== 'beginning' && end !== undefined && end < begin) {
    throw new CoupaError(
      'COUPA_VALIDATION',
      phrase`msg.to (${new Date(end).toISOString()}) is before msg.from (${new Date(begin).toISOString()}), so there is nothing to send.`,
    );
  }
  return { kind: 'backfill', from: begin, to: end };
}

/** Carries a command out. Resolves when it is done, with what belongs on output 2. */
export async function runCommand(poller: Poller, command: Command): Promise<StatusReport | undefined> {
  switch (command.kind) {
    case 'acknowledge':
      poller.acknowledge(command.delivery);
      return undefined;
    case 'refuse':
      poller.refuse(command.delivery, command.reason);
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
      await poller.reset(command.from);
      return undefined;
    case 'backfill':
      await poller.backfill(command.from, command.to);
      return undefined;
    case 'status':
      return poller.report();
  }
}

function deliveryOf(coupa: unknown): string | undefined {
  if (typeof coupa !== 'object' || coupa === null) return undefined;
  const { delivery } = coupa as Record<string, unknown>;
  return typeof delivery === 'string' ? delivery : undefined;
}

function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}
