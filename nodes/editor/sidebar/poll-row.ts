import type { Said } from '../../../lib/base/text/said';
import type { ShownConnection, ShownPoll } from '../../../lib/operations/shown';
import type { RemovalsReport } from '../../../lib/poll/model/removals-state';
import { type Fact, factList, make } from '../page/make';
import type { Say } from '../page/say';
import { showing } from '../page/showing';
import { backfillOf } from './backfill';
import { flowNamed, jumpButton } from './jump';
import { lengthOf, momentOf, numberOf } from './parts/amounts';
import { Plot, totalOf } from './parts/plot';
import { progressOf } from './parts/progress';
import { Row } from './parts/row';
import type { View } from './parts/view';
import { PollActions } from './poll-actions';
import { lineOf, reasonsOf, signOf } from './standing';
import { Undeliverables } from './undelivered/undeliverables';

type Poll = Said<ShownPoll>;

/** What a row needs of what is around it. */
export interface RowParts {
  say: Say;
  connection: (id: string) => Said<ShownConnection> | undefined;
  changed: () => void;
}

/** A row of the list of polls. */
export function pollRow({ say, connection, changed }: RowParts): View<Poll> {
  let shown: Poll | undefined;
  const why = make('div', { class: 'coupa-why' });
  const facts = make('div');
  const plot = new Plot(({ done, failed }) =>
    done + failed === 0
      ? say('sidebar.plotEmpty')
      : say('sidebar.plot', { count: numberOf(done), failed: numberOf(failed) }),
  );
  const actions = new PollActions({ say, changed, node: () => shown?.id ?? '' });
  const undeliverables = new Undeliverables({
    say,
    changed,
    node: () => shown?.id ?? '',
    resource: () => shown?.resource ?? '',
  });
  const jump = jumpButton(
    () => shown?.shownAs ?? '',
    () => (shown ? nameOf(shown) : ''),
    say,
  );
  const row = new Row(why, plot.element, facts, undeliverables.element, actions.element, make('p', {}, jump));
  const showWhy = showing<string[]>(why, (reasons) => reasons.map((reason) => make('p', {}, reason)));
  const showFacts = showing<Fact[]>(facts, (list) => [factList(list)]);
  const show = (poll: Poll) => {
    shown = poll;
    row.show({ ...signOf(poll), name: nameOf(poll), text: lineOf(poll, say) });
    if (!row.isOpen) return;
    const own = connection(poll.connection);
    showWhy(reasonsOf(poll, own, say));
    plot.show(poll.history);
    showFacts(factsOf(poll, own, say));
    const { undeliverable = 0, handled = 0 } = poll.status ?? {};
    undeliverables.show({ undeliverable, handled });
    actions.show(poll);
  };
  row.onOpen(() => shown && show(shown));
  return { element: row.element, show };
}

/** What a poll is called. */
export function nameOf({ name, resource }: Poll): string {
  return name === '' ? resource : name;
}

function factsOf(poll: Poll, connection: Said<ShownConnection> | undefined, say: Say): Fact[] {
  const { status, resource, flow, history, fleet } = poll;
  const last = status?.lastPoll;
  const facts: (Fact | undefined)[] = [
    [say('sidebar.fact.resource'), resource],
    [say('sidebar.fact.flow'), flowNamed(flow)],
    [say('sidebar.fact.connection'), connection ? connectionName(connection) : '–'],
    fleet && [say('sidebar.fact.leader'), leaderOf(fleet, say)],
    status && [say('sidebar.fact.position'), status.position ? momentOf(status.position) : '–'],
    backlogOf(poll, say),
    last && [say('sidebar.fact.last'), momentOf(last.finishedAt)],
    status && [say('sidebar.fact.next'), nextOf(poll, say)],
    [say(fleet ? 'sidebar.fact.sentHere' : 'sidebar.fact.sent'), numberOf(totalOf(history.done))],
    status && pendingOf(poll, say),
    status?.unmarked === undefined ? undefined : [say('sidebar.fact.unmarked'), numberOf(status.unmarked)],
    status && [say('sidebar.fact.undeliverable'), numberOf(status.undeliverable ?? 0)],
    status?.removals && [say('sidebar.fact.removals'), removalsOf(status.removals, say)],
    status?.scan && [say('sidebar.fact.scan'), progressOf(status.scan, say)],
    status && backfillOf(status, say),
  ];
  return facts.filter((fact) => fact !== undefined);
}

function leaderOf({ leader, isHere }: NonNullable<Poll['fleet']>, say: Say): string {
  if (leader === undefined) return '–';
  return isHere ? say('sidebar.leadsHere', { leader }) : leader;
}

/** What a connection is called. */
export function connectionName({ name, host, id }: Said<ShownConnection>): string {
  return name || host || id;
}

function nextOf({ status, intervalMs }: Poll, say: Say): string {
  if (status?.paused) return say('sidebar.next.paused');
  if (status?.polling) return say('sidebar.next.polling');
  if (status?.nextPoll !== undefined) return momentOf(status.nextPoll);
  return intervalMs === 0 ? say('sidebar.next.onDemand') : '–';
}

/** By how much it is behind; between two polls that grows though nothing waits, so it says when it looked. */
function backlogOf({ lagMs, lookedMs }: Poll, say: Say): Fact | undefined {
  const name = say('sidebar.fact.backlog');
  if (lookedMs !== undefined) return [name, say('sidebar.backlog.none', { age: lengthOf(lookedMs) })];
  return lagMs === undefined ? undefined : [name, say('sidebar.backlog.lag', { lag: lengthOf(lagMs) })];
}

/** Where no acknowledgement is asked for, records wait only until they had their turn. */
function pendingOf({ status, maxInFlight }: Poll, say: Say): Fact {
  const pending = status?.pending ?? 0;
  if (maxInFlight === undefined && pending === 0)
    return [say('sidebar.fact.delivery'), say('sidebar.pending.unasked')];
  const count = numberOf(pending);
  const most =
    maxInFlight === undefined ? count : say('sidebar.pending.most', { count, most: numberOf(maxInFlight) });
  return [say('sidebar.fact.pending'), most];
}

function removalsOf({ known, looking, nextLook }: Said<RemovalsReport>, say: Say): string {
  const count = numberOf(known);
  if (looking) return say('sidebar.removals.looking', { count });
  return nextLook === undefined ? count : say('sidebar.removals.next', { count, time: momentOf(nextLook) });
}
