import type { Said } from '../../../lib/base/text/said';
import type { ExaminationReport, ExaminedAssumption } from '../../../lib/examine/model/report';
import { make, smallButton } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';

type One = Said<ExaminedAssumption>;

/** What an examination found: what is not kept as boxes, the rest folded, and a button that copies it all. */
export function examinationView(
  { assumptions }: Said<ExaminationReport>,
  json: string,
  say: Say,
): HTMLElement[] {
  const of = (wanted: One['verdict']) => assumptions.filter((one) => one.verdict === wanted);
  const notKept = of('not kept');
  const head =
    notKept.length === 0
      ? verdict('ok', say('examine.ok'))
      : make('p', {}, say('examine.notKept', { number: notKept.length }));
  return [
    head,
    ...notKept.map((one) => verdict('warning', one.assumption, seenIn(one, say), one.otherwise)),
    ...folded(say('examine.unknown', { number: of('unknown').length }), of('unknown')),
    ...folded(say('examine.kept', { number: of('kept').length }), of('kept')),
    copyButton(json, say),
  ];
}

function seenIn({ seen, id }: One, say: Say): string {
  return say('examine.seen', { id, seen: seen ?? '' });
}

function folded(summary: string, list: readonly One[]): HTMLElement[] {
  if (list.length === 0) return [];
  const lines = list.map(({ assumption, seen }) =>
    make('li', {}, seen === undefined ? assumption : `${assumption} (${seen.replace(/[.。]$/, '')})`),
  );
  return [
    make(
      'details',
      { class: 'coupa-fold coupa-examined' },
      make('summary', {}, summary),
      make('ul', {}, ...lines),
    ),
  ];
}

function copyButton(json: string, say: Say): HTMLElement {
  const button = smallButton({}, say('examine.copy'));
  button.addEventListener('click', () => {
    RED.clipboard.copyText(json, $(button), say('examine.copied'));
  });
  return make('p', {}, button, ' ', say('examine.hint'));
}
