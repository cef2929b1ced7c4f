import { phrase } from '../../base/text/phrase';
import { scopesIn } from '../../catalogue/scopes-in';
import type { Notebook } from '../noting/notebook';
import type { ClockBounds, Observer } from '../noting/observer';

/** Seconds for which a token has to be valid. */
const shortestLifetime = 3600;

/** Milliseconds by which clocks of several machines may differ. */
const machinesMs = 5_000;
const distantMs = 60_000;

/** Looks at the token. @param asked scopes, as the connection names them */
export function judgeToken({ token, counts }: Observer, asked: string, notebook: Notebook): void {
  if (token?.expiresIn === undefined) return;
  const { expiresIn, scope } = token;
  notebook.judge('token-lifetime', expiresIn >= shortestLifetime, phrase`It is valid for ${expiresIn} s.`);
  notebook.judge('token-scopes', scope !== undefined && scope !== '', phrase`It says none.`);
  if (counts.answers > 0)
    notebook.judge('token-fresh', counts.unauthorized === 0, phrase`HTTP 401 came at first.`);
  if (scope === undefined || scope === '') return;
  const granted = scopesIn(scope);
  const wanted = scopesIn(asked);
  const missing = wanted.filter((one) => !granted.includes(one)).length;
  if (wanted.length > 0)
    notebook.judge('scopes-granted', missing === 0, phrase`${missing} of ${wanted.length} are missing.`);
}

/** Looks at the tenant's clock, and at how it takes our pace. */
export function judgeClock({ counts, steady, shown }: Observer, notebook: Notebook): void {
  const { answers, dated, throttled } = counts;
  if (answers === 0) return;
  notebook.judge('date-header', dated === answers, phrase`${answers - dated} of ${answers} answers do not.`);
  notebook.judge('no-throttling', throttled === 0, phrase`Answers with HTTP 429: ${throttled}.`);
  const spread = spreadOf(steady);
  if (spread !== undefined && steady.length > 1)
    notebook.judge('clock-steady', spread <= machinesMs, phrase`Answers were ${inSeconds(spread)} s apart.`);
  const distance = distanceOf(shown);
  if (distance !== undefined)
    notebook.judge(
      'clock-distance',
      Math.abs(distance) <= distantMs,
      phrase`They differ by ${inSeconds(distance)} s.`,
    );
}

/** Milliseconds that no one difference explains. */
function spreadOf(bounds: readonly ClockBounds[]): number | undefined {
  if (bounds.length === 0) return undefined;
  const low = Math.max(...bounds.map((one) => one.low));
  const high = Math.min(...bounds.map((one) => one.high));
  return Math.max(0, low - high);
}

/** The middle one of the differences: a single machine may be wrong. */
function distanceOf(bounds: readonly ClockBounds[]): number | undefined {
  const middles = bounds.map(({ low, high }) => (low + high) / 2).sort((a, b) => a - b);
  return middles[Math.floor(middles.length / 2)];
}

function inSeconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}
