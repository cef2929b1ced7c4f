import { isObject } from '../base/form';
import { parsedJson } from '../base/json';

/** What came of one sending of a record. */
export type Answer = { token: string; run: string } & (
  | { kind: 'settled' }
  | { kind: 'refused'; reason: string }
  /** The flow did not hand it back in time. */
  | { kind: 'overdue'; seconds: number }
  /** The instance was stopped in an orderly way, and its flow had not handed it back; `unsent`: it certainly had not got it. */
  | { kind: 'returned'; unsent?: true }
  /** The instance is no more. The engine itself says so. */
  | { kind: 'lost' }
);

/** As the engine keeps it. */
export function writeAnswer(answer: Answer): string {
  return JSON.stringify(answer);
}

/** @returns `undefined` for what is none. What a later version of this package may say besides counts as lost. */
export function readAnswer(text: string): Answer | undefined {
  const answer = parsedJson(text);
  if (!isObject(answer)) return undefined;
  const { token, run, kind, reason = '', seconds = 0 } = answer;
  if (typeof token !== 'string' || typeof run !== 'string') return undefined;
  if (kind === 'settled') return { token, run, kind };
  if (kind === 'returned') return { token, run, kind, ...(answer['unsent'] === true && { unsent: true }) };
  if (kind === 'refused') return { token, run, kind, reason: String(reason) };
  return kind === 'overdue' ? { token, run, kind, seconds: Number(seconds) } : { token, run, kind: 'lost' };
}

/** Of which sending it tells; nothing where it is none. */
export function tokenIn(text: string): string[] {
  const answer = readAnswer(text);
  return answer === undefined ? [] : [answer.token];
}

/** What the engine says in place of an instance that is no more: in a script, so it is put together from texts. */
export const lostAnswer = {
  beforeToken: '{"token":"',
  beforeRun: '","kind":"lost","run":"',
  end: '"}',
};
