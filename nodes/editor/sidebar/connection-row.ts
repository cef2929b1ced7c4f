import type { Said } from '../../../lib/base/text/said';
import type { ShownConnection, TokenState } from '../../../lib/operations/shown';
import { factList, make } from '../page/make';
import type { Say } from '../page/say';
import { showing } from '../page/showing';
import { jumpButton } from './jump';
import { momentOf, numberOf } from './parts/amounts';
import { Plot } from './parts/plot';
import { type Line, Row } from './parts/row';
import type { View } from './parts/view';
import { connectionName } from './poll-row';

type Shown = Said<ShownConnection>;

/** A row of the list of connections. */
export function connectionRow(say: Say): View<Shown> {
  let shown: Shown | undefined;
  const why = make('div', { class: 'coupa-why' });
  const facts = make('div');
  const plot = new Plot(({ done, failed }) =>
    done + failed === 0
      ? say('sidebar.requestsPlotEmpty')
      : say('sidebar.requestsPlot', { count: numberOf(done), failed: numberOf(failed) }),
  );
  const jump = jumpButton(
    () => shown?.shownAs ?? '',
    () => (shown ? connectionName(shown) : ''),
    say,
  );
  const row = new Row(why, plot.element, facts, make('p', {}, jump));
  const showWhy = showing<string[]>(why, (reasons) => reasons.map((reason) => make('p', {}, reason)));
  const showFacts = showing<(readonly [string, string])[]>(facts, (list) => [factList(list)]);
  const show = (one: Shown) => {
    shown = one;
    row.show(lineOf(one, say));
    if (!row.isOpen) return;
    showWhy([one.problem].filter((reason) => reason !== undefined));
    plot.show(one.requests);
    showFacts([
      [say('sidebar.fact.host'), one.host || '–'],
      [say('sidebar.fact.requests'), rateOf(one, say)],
      [say('sidebar.fact.token'), tokenOf(one.token, say)],
      [say('sidebar.fact.pause'), one.pausedUntil === undefined ? '–' : momentOf(one.pausedUntil)],
    ]);
  };
  row.onOpen(() => shown && show(shown));
  return { element: row.element, show };
}

/** Whether somebody has to look at a connection. */
export function isFailing({ problem, token }: Shown): boolean {
  return problem !== undefined || token.kind === 'refused';
}

function lineOf(one: Shown, say: Say): Line {
  const name = connectionName(one);
  if (one.problem !== undefined)
    return { icon: 'times-circle', look: 'error', name, text: say('sidebar.standing.broken') };
  if (one.token.kind === 'refused')
    return { icon: 'times-circle', look: 'error', name, text: say('sidebar.refused') };
  if (one.pausedUntil !== undefined)
    return {
      icon: 'hourglass-half',
      look: 'warning',
      name,
      text: say('sidebar.throttled', { time: momentOf(one.pausedUntil) }),
    };
  return { icon: 'check-circle', look: 'ok', name, text: rateOf(one, say) };
}

function rateOf({ perSecond, requestsPerSecond }: Shown, say: Say): string {
  const count = numberOf(perSecond);
  if (requestsPerSecond === 0) return say('sidebar.rateUnlimited', { count });
  return say('sidebar.rate', { count, limit: numberOf(requestsPerSecond) });
}

function tokenOf(token: Said<TokenState>, say: Say): string {
  if (token.kind === 'valid') return say('sidebar.token.valid', { time: momentOf(token.until) });
  if (token.kind !== 'refused') return say(`sidebar.token.${token.kind}`);
  return say('sidebar.token.refused', { time: momentOf(token.at), status: token.statusCode ?? token.code });
}
