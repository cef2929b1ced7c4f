import type { Said } from '../../../lib/base/text/said';
import type { PollSummary, StatusReport } from '../../../lib/poll/model/report';
import { type Answer, ask } from '../../editor/ask/ask';
import { answerOr } from '../../editor/ask/catalogue';
import { localTime } from '../../editor/page/local-time';
import { factList, make } from '../../editor/page/make';
import { place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import type { EditorNode } from '../../editor/red';
import { chart } from './history-chart';
import { sent } from './poll-numbers';

/** Shows what a node did, and anew whenever that part of its dialog is unfolded: what was true when it opened is not for ever. */
export function followHistory(node: EditorNode, dialog: HTMLElement, say: Say): void {
  const section = place(dialog, '[data-coupa-section="history"]');
  const show = async () => {
    const answer = await loadHistory(node.id);
    showHistory(section, place(dialog, '#coupa-poll-history'), { say, answer });
  };
  section.addEventListener('toggle', () => void show());
  void show();
}

/** What a deployed node did last and where it stands; `undefined` if it is not deployed. */
async function loadHistory(id: string): Promise<Answer<'history'> | undefined> {
  const answer = await answerOr(ask({ path: 'history', more: `/${encodeURIComponent(id)}` }), undefined);
  return answer === undefined || answer.error ? undefined : answer;
}

/** Shows what the last polls of a node did, where it stands and when it polls next. */
export function showHistory(
  section: HTMLElement,
  shown: HTMLElement,
  { say, answer }: { say: Say; answer: Answer<'history'> | undefined },
): void {
  const line = place(section, '.coupa-section-line');
  if (answer === undefined) {
    line.textContent = say('history.undeployed');
    shown.replaceChildren(make('p', {}, say('history.later')));
    return;
  }
  const { polls, state, leader } = answer;
  const last = polls.at(-1);
  line.textContent = last ? lineOf(last, say) : say('history.none');
  line.classList.toggle('coupa-polled', last !== undefined);
  // Beside the drawing and not in it, where it would neither wrap nor keep its size.
  const legend = () => make('p', { class: 'coupa-legend' }, say('history.legend'));
  shown.replaceChildren(...(last ? [chart(polls, say), legend()] : []), facts({ state, last, leader }, say));
}

function lineOf(last: Said<PollSummary>, say: Say): string {
  const time = localTime(last.finishedAt);
  if (last.error) return say('history.failedAt', { time });
  return say('history.polledAt', { time, count: sent(last) });
}

interface Standing {
  state: Said<StatusReport> | undefined;
  last: Said<PollSummary> | undefined;
  /** In a fleet: who polls. */
  leader: string | undefined;
}

function facts({ state, last, leader }: Standing, say: Say): HTMLElement {
  return factList([
    leader === undefined ? undefined : [say('history.leader'), leader],
    [say('history.position'), state?.position ? localTime(state.position) : '–'],
    [say('history.next'), nextOf(state, say)],
    [say('history.pending'), String(state?.pending ?? 0)],
    state?.undeliverable ? [say('history.undeliverable'), String(state.undeliverable)] : undefined,
    state?.unmarked === undefined ? undefined : [say('history.unmarked'), String(state.unmarked)],
    state?.unreported === undefined ? undefined : [say('history.unreported'), String(state.unreported)],
    last?.error && [say('history.error'), last.error.message],
  ]);
}

function nextOf(state: Said<StatusReport> | undefined, say: Say): string {
  if (state?.paused) return say('history.paused');
  if (state?.polling) return say('history.polling');
  return state?.nextPoll ? localTime(state.nextPoll) : say('history.onDemand');
}
