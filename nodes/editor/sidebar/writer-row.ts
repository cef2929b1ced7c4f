import type { Said } from '../../../lib/base/text/said';
import type { ShownConnection, ShownWriter } from '../../../lib/operations/shown';
import { factList, make } from '../page/make';
import type { Say } from '../page/say';
import { showing } from '../page/showing';
import { flowNamed, jumpButton } from './jump';
import { momentOf, numberOf } from './parts/amounts';
import { Plot } from './parts/plot';
import { Row } from './parts/row';
import type { View } from './parts/view';
import { connectionName } from './poll-row';

type Writer = Said<ShownWriter>;

/** A row of the list of nodes that write. */
export function writerRow(
  say: Say,
  connection: (id: string) => Said<ShownConnection> | undefined,
): View<Writer> {
  let shown: Writer | undefined;
  const why = make('div', { class: 'coupa-why' });
  const facts = make('div');
  const plot = new Plot(({ done, failed }) =>
    done + failed === 0
      ? say('sidebar.workPlotEmpty')
      : say('sidebar.workPlot', { count: numberOf(done), failed: numberOf(failed) }),
  );
  const jump = jumpButton(
    () => shown?.shownAs ?? '',
    () => (shown ? writerName(shown) : ''),
    say,
  );
  const row = new Row(why, plot.element, facts, make('p', {}, jump));
  const showWhy = showing<string[]>(why, (reasons) => reasons.map((reason) => make('p', {}, reason)));
  const showFacts = showing<(readonly [string, string])[]>(facts, (list) => [factList(list)]);
  const show = (one: Writer) => {
    shown = one;
    const counts = { count: numberOf(one.applied), refused: numberOf(one.refused) };
    const isBad = one.problem !== undefined || one.failure !== undefined;
    row.show({
      icon: isBad ? 'times-circle' : 'check-circle',
      look: isBad ? 'error' : 'ok',
      name: writerName(one),
      text: one.problem === undefined ? say('sidebar.applied', counts) : say('sidebar.standing.broken'),
    });
    if (!row.isOpen) return;
    showWhy([one.problem, one.failure?.message].filter((reason) => reason !== undefined));
    plot.show(one.history);
    const own = connection(one.connection);
    showFacts([
      [say('sidebar.fact.operation'), one.operation || say('sidebar.byMessage')],
      [say('sidebar.fact.resource'), one.resource || say('sidebar.byMessage')],
      [say('sidebar.fact.flow'), flowNamed(one.flow)],
      [say('sidebar.fact.connection'), own ? connectionName(own) : '–'],
      [say('sidebar.fact.applied'), numberOf(one.applied)],
      [say('sidebar.fact.refused'), numberOf(one.refused)],
      [say('sidebar.fact.worked'), one.lastAt === undefined ? '–' : momentOf(one.lastAt)],
    ]);
  };
  row.onOpen(() => shown && show(shown));
  return { element: row.element, show };
}

/** What a node that writes is called. */
export function writerName({ name, operation, resource, type }: Writer): string {
  return name || [operation, resource].filter(Boolean).join(' ') || type;
}
