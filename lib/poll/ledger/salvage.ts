import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { newState, type PollState, type StateIdentity } from '../model/state';

/** What a document that cannot be read as a whole still says. */
export type Head = Readonly<Record<string, unknown>>;

/** What to go on from, and what the user has to know. */
export interface Salvaged {
  state: PollState;
  problem: CoupaError;
}

/**
 * Saves what a document still proves: whose it is and up to when everything was delivered. What was sent within the overlap is
 * lost with the rest, so it comes again; nothing is missed.
 *
 * @param why why the document was not taken as it is: a whole sentence.
 * @param head what can be believed of it, if anything.
 * @param kept where a copy of it is: a whole sentence.
 */
export function salvage(
  identity: StateIdentity,
  head: Head | undefined,
  { why, kept }: { why: Phrase; kept: Phrase },
): Salvaged {
  const state = newState(identity);
  const problem = (then: Phrase) => new CoupaError('COUPA_STATE', phrase`${why} ${then} ${kept}`);
  if (head === undefined || !isHead(head)) {
    return {
      state,
      problem: problem(
        phrase`Not even the position could be read, so the node starts as if it were new; to read a time again, send the command "reset" with msg.from.`,
      ),
    };
  }
  const known = { ...state, paused: head['paused'] === true };
  if (head['tenant'] !== identity.tenant || head['path'] !== identity.path) {
    const before = `${head['tenant']}${head['path']}`;
    return {
      state: known,
      problem: problem(
        phrase`It is the position of another list, ${before}, so the node begins anew, as it does whenever it is given another list.`,
      ),
    };
  }
  const moments = [head['proven'], head['position']].filter(isMoment);
  if (head['proven'] === null || moments.length === 0) {
    return {
      state: known,
      problem: problem(phrase`Its head says that the node had not begun to poll, so it starts as a new one.`),
    };
  }
  // Neither may lie behind the other; where one does, the earlier one is safe.
  const position = Math.min(...moments);
  const at = new Date(position).toISOString();
  return {
    state: { ...known, position },
    problem: problem(
      phrase`Its head still says that everything up to ${at} was delivered. Polling goes on from there: records sent since then may come again, and a back-fill that was under way has to be asked for again.`,
    ),
  };
}

/** The head of a document of format 1, which had no checksum: it stands at the beginning of a text that may be cut anywhere. */
export function headOfFormat1(text: string): Head | undefined {
  const string = '("(?:[^"\\\\]|\\\\.)*")';
  const head = new RegExp(
    `^\\{"format":1,"tenant":${string},"path":${string},"proven":(-?\\d{1,16}|null),(?:"position":(-?\\d{1,16}),)?`,
  ).exec(text);
  if (head === null) return undefined;
  const [, tenant, path, proven, position] = head.map((part) => (part === undefined ? part : parse(part)));
  return { tenant, path, proven, position };
}

/** The list whose document a text begins, of any format, wherever it is cut behind that: `https://acme.coupahost.com/api/invoices`. */
export function listInHead(text: string): string | undefined {
  const [, tenant, path] = /"tenant":"([^"\\]{1,300})","path":"([^"\\]{1,300})"/.exec(text) ?? [];
  return tenant === undefined || path === undefined ? undefined : tenant + path;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isHead({ tenant, path, proven }: Head): boolean {
  return typeof tenant === 'string' && typeof path === 'string' && (proven === null || isMoment(proven));
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}
