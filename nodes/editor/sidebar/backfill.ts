import type { Said } from '../../../lib/base/text/said';
import type { BackfillReport, PollSummary, StatusReport } from '../../../lib/poll/model/report';
import { type Fact, make } from '../page/make';
import type { Say } from '../page/say';
import { dateOf, momentOf, numberOf } from './parts/amounts';
import { dayFrom, momentField, momentIn } from './parts/form';
import { progressOf } from './parts/progress';

/** How the back-fill goes that is under way; else what the last one did. */
export function backfillOf(
  { backfill, lastBackfill, paused }: Said<StatusReport>,
  say: Say,
): Fact | undefined {
  if (backfill !== undefined)
    return [say('sidebar.fact.backfill'), `${rangeOf(backfill, say)} · ${underWay(backfill, paused, say)}`];
  return lastBackfill && [say('sidebar.fact.backfilled'), doneBackfill(lastBackfill, say)];
}

function underWay(backfill: Said<BackfillReport>, paused: boolean, say: Say): string {
  const progress = progressOf(backfill, say);
  if (paused) return say('sidebar.backfilling.paused', { progress });
  const { failure } = backfill;
  if (failure === undefined) return progress;
  return say('sidebar.backfilling.failed', { progress, why: failure.message, time: momentOf(failure.again) });
}

/** What a back-fill did: its range, when it was done, and what it sent. */
export function doneBackfill(done: Said<PollSummary>, say: Say): string {
  const count = numberOf(done.sent ?? done.created + done.updated);
  return `${rangeOf(done, say)} · ${say('sidebar.backfilling.done', { time: momentOf(done.finishedAt), count })}`;
}

function rangeOf({ from, to }: { from?: string; to?: string }, say: Say): string {
  const range = { from: from === undefined ? '' : dateOf(from), to: to === undefined ? '–' : dateOf(to) };
  return say(from === undefined ? 'sidebar.backfilling.rangeUpTo' : 'sidebar.backfilling.range', range);
}

/** Asks for a range, and says what will be sent. Yesterday is what is asked for most often. */
export function rangeFields(say: Say): { content: HTMLElement[]; range: () => { from: string; to: string } } {
  const from = momentField(say('sidebar.from'), dayFrom(-1));
  const to = momentField(say('sidebar.to'), dayFrom(0));
  const hint = make('p', { role: 'status' });
  const range = () => ({ from: momentIn(from.input), to: momentIn(to.input) });
  const explain = () => {
    // A field that is being filled in is no moment yet.
    if (!from.input.value || !to.input.value) return;
    const { from: since, to: until } = range();
    hint.textContent = say('sidebar.backfillHint', { from: dateOf(since), to: dateOf(until) });
  };
  for (const { input } of [from, to]) input.addEventListener('input', explain);
  explain();
  return { content: [hint, from.element, to.element], range };
}
