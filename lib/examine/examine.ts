import { type Clock, systemClock } from '../base/clock';
import type { CoupaError } from '../base/errors';
import { phrase } from '../base/text/phrase';
import { scopesIn } from '../catalogue/scopes-in';
import type { Connection } from '../connection/connection';
import type { ConnectionSettings } from '../connection/settings/settings';
import { userAgent } from '../connection/wire/user-agent';
import { type AssumptionId, assumptions } from './assumptions/assumptions';
import type { ExaminationReport } from './model/report';
import { Notebook } from './noting/notebook';
import { Observer } from './noting/observer';
import { judgeAnswers } from './questions/answers';
import { askDates } from './questions/dates';
import { Inquiry } from './questions/inquiry';
import { askPaging } from './questions/paging';
import { askExported, askShapes } from './questions/shapes';
import { judgeClock, judgeToken } from './questions/signing-in';
import { askForbidden, askNonsense, askSingle } from './questions/single';
import { type Survey, survey } from './questions/survey';

/** How a tenant is examined. */
export interface ExaminationOptions {
  signal: AbortSignal;
  /** The scopes that the connection names, separated by spaces or commas. */
  scope?: string | undefined;
  /** Hears how many questions were asked. */
  asked?: (count: number) => void;
  /** Default: the computer's own. */
  clock?: Clock;
}

/** Questions of an examination, about: more where the first lists have no records. */
export const usualQuestions = 36;

/** The settings of a connection that asks gently: one question after the other, four in a second at most. */
export function gently(settings: ConnectionSettings): ConnectionSettings {
  return { ...settings, requestsPerSecond: 4, maxConcurrency: 1 };
}

/**
 * Asks a tenant whether it is as this package assumes. It only reads, and what it tells holds nothing of what it has read.
 *
 * @param connection one that nobody else uses, since what it tells is listened to; it stays open.
 * @throws {CoupaError} when the sign-in fails, or nothing at all was answered.
 * @throws the signal's reason.
 */
export async function examine(
  connection: Connection,
  { signal, scope = '', asked = () => undefined, clock = systemClock }: ExaminationOptions,
): Promise<ExaminationReport> {
  const observer = new Observer(connection, clock);
  await connection.signIn('core', signal);
  const notebook = new Notebook();
  const inquiry = new Inquiry({ requester: connection, signal, asked });
  const scopes = scopesKnown(observer.token?.scope ?? scope);
  const seen = await survey(inquiry, scopes);
  if (inquiry.answers.length === 0) throwGrave(inquiry.refusals);
  await ask(inquiry, notebook, seen);
  await askForbidden(inquiry, notebook, scopes, seen.replies);
  judgeAnswers(inquiry, notebook);
  judgeToken(observer, scope, notebook);
  judgeClock(observer, notebook);
  explain(notebook, seen);
  return { version: userAgent().replace(/^.*\//, ''), assumptions: notebook.examined };
}

async function ask(inquiry: Inquiry, notebook: Notebook, { main, exported }: Survey): Promise<void> {
  if (main !== undefined) {
    const ids = await askPaging(inquiry, notebook, main);
    await askSingle(inquiry, notebook, main, ids);
    await askDates(inquiry, notebook, main);
    await askShapes(inquiry, notebook, main);
  }
  await askNonsense(inquiry, notebook, main);
  if (exported !== undefined) await askExported(inquiry, notebook, exported);
}

/** Says why the rest is unknown. */
function explain(notebook: Notebook, { main, exported }: Survey): void {
  for (const { id } of assumptions)
    if (notebook.verdict(id) === 'unknown') notebook.unknown(id, reasonFor(id, main, exported));
}

function reasonFor(id: AssumptionId, main: Survey['main'], exported: Survey['exported']) {
  if (main === undefined) return phrase`No list could be read.`;
  if (main.records.length === 0) return phrase`No list has records.`;
  if (id.startsWith('exported') && exported === undefined)
    return phrase`No list with the exported flag has records that can be read.`;
  return phrase`The answers do not tell.`;
}

/** What concerns everybody is no matter of a list. */
function throwGrave(refusals: readonly CoupaError[]): void {
  const grave = refusals.find(
    ({ code, statusCode }) => code === 'COUPA_NETWORK' || code === 'COUPA_TIMEOUT' || statusCode === 401,
  );
  if (grave !== undefined) throw grave;
}

function scopesKnown(scope: string): string[] | undefined {
  const scopes = scopesIn(scope);
  return scopes.length === 0 ? undefined : scopes;
}
