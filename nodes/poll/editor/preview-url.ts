import type { Said } from '../../../lib/base/text/said';
import type { PreviewPart } from '../../../lib/poll/inspect/previewed';
import type { PreviewAnswer } from '../../admin/answers';
import { localTime } from '../../editor/page/local-time';
import { make } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { decode } from './query/template-url';

/** A URL as it would be sent, from when on it reads, and what the user should know of it. */
export function describeUrl(preview: Said<PreviewAnswer>, say: Say): HTMLElement[] {
  const site = preview.origin ?? `https://${say('preview.site')}`;
  const pieces = preview.parts.flatMap((part) => pieceOf(part, say));
  return [
    // A screen reader says what is asked for, and does not spell out the whole URL at each pause of the typing.
    make('p', { class: 'coupa-url', 'aria-live': 'off' }, make('span', {}, site), ...pieces),
    make('p', { class: 'coupa-since' }, since(preview, say)),
    ...preview.remarks.map((remark) => make('p', {}, remark)),
  ];
}

function pieceOf({ kind, text }: PreviewPart, say: Say): HTMLElement[] {
  if (kind === 'literal') return parameters(text, say);
  if (kind === 'paging') return [make('span', { class: 'coupa-paging', title: say('preview.paging') }, text)];
  return [make('mark', { title: say(`preview.${kind}`) }, decode(text))];
}

/** Lines break between parameters; a long list of fields is counted. */
function parameters(text: string, say: Say): HTMLElement[] {
  return text.split(/(?=&)/).map((parameter) => {
    const start = parameter.indexOf('fields=[');
    const list = start < 0 || !parameter.endsWith(']') ? '' : parameter.slice(start + 'fields='.length);
    if (list.length < 62) return make('span', { class: 'coupa-parameter' }, parameter);
    const count = list.split(',').length;
    const shown = parameter.replace(list, () => `[${say('preview.fields', { count })}]`);
    return make('span', { class: 'coupa-parameter', title: list }, shown);
  });
}

function since({ from, basis, reachBack }: Said<PreviewAnswer>, say: Say): string {
  if (from === undefined) return say('preview.everything');
  const time = localTime(from);
  if (basis === 'date' || reachBack === 0) return say('preview.since', { time });
  const values = { time, seconds: reachBack, label: say('label.overlap') };
  return say(basis === 'position' ? 'preview.sincePosition' : 'preview.sinceNow', values);
}
