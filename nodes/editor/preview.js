import { ask, lastAnswer } from './ask.js';
import { make, unhurried, verdict } from './dom.js';
import { localTime } from './local-time.js';
import { decode } from './template-url.js';

/**
 * Shows in `place` the URL as it would be sent now, while it is being typed: what comes from a placeholder is marked, a
 * mistake is underlined where it is.
 *
 * @param {HTMLElement} place
 * @param {{ say: Function, body: () => object, url: () => string }} options `body`: what the runtime is asked with; `url`: the
 *   text that mistakes point into
 * @returns {() => void} shows it anew, a moment later
 */
export function livePreview(place, { say, body, url }) {
  let asked = '';
  const answered = lastAnswer((answer) => {
    if (answer.mistake) place.replaceChildren(...describeMistake(answer.mistake, asked, say));
    else if (answer.parts) place.replaceChildren(...describeUrl(answer, say));
    else place.replaceChildren(make('p', {}, say('preview.unavailable')));
  });
  return unhurried(() => {
    // Another dialog may lie above by now.
    if (!place.isConnected) return;
    asked = url();
    answered(() => ask('POST', 'preview', body()));
  }, 250);
}

function describeUrl({ origin, parts, remarks, ...bounds }, say) {
  const pieces = parts.flatMap(({ kind, text }) => {
    if (kind === 'literal') return parameters(text, say);
    if (kind === 'paging') return make('span', { class: 'coupa-paging', title: say('preview.paging') }, text);
    return make('mark', { title: say(`preview.${kind}`) }, decode(text));
  });
  const site = origin ?? `https://${say('preview.site')}`;
  return [
    // A screen reader says what is asked for, and does not spell out the whole URL at each pause of the typing.
    make('p', { class: 'coupa-url', 'aria-live': 'off' }, make('span', {}, site), ...pieces),
    make('p', { class: 'coupa-since' }, since(bounds, say)),
    ...remarks.map((remark) => make('p', {}, remark)),
  ];
}

/** Lines break between parameters; a long list of fields is counted. */
function parameters(text, say) {
  return text.split(/(?=&)/).map((parameter) => {
    const start = parameter.indexOf('fields=[');
    const list = start < 0 || !parameter.endsWith(']') ? '' : parameter.slice(start + 'fields='.length);
    if (list.length < 62) return make('span', { class: 'coupa-parameter' }, parameter);
    const count = list.split(',').length;
    const shown = parameter.replace(list, () => `[${say('preview.fields', { count })}]`);
    return make('span', { class: 'coupa-parameter', title: list }, shown);
  });
}

function since({ from, basis, reachBack }, say) {
  if (from === undefined) return say('preview.everything');
  const time = localTime(from);
  if (basis === 'date' || reachBack === 0) return say('preview.since', { time });
  const values = { time, seconds: reachBack, label: say('label.overlap') };
  return say(basis === 'position' ? 'preview.sincePosition' : 'preview.sinceNow', values);
}

function describeMistake({ message, position, length, property }, text, say) {
  const label = labelOf(property);
  // Flows call it by its property; in the dialog it has a name.
  const named = new RegExp(`(["„«「]\\s?)${property}(?=\\s?["“»」])`);
  const sentence = label ? message.replace(named, (_, quote) => quote + label) : message;
  const known = position !== undefined && length > 0 && text !== '';
  const end = (position ?? 0) + (length ?? 0);
  const shown = known
    ? [
        make(
          'p',
          { class: 'coupa-url' },
          text.slice(0, position),
          make('mark', { class: 'coupa-wrong' }, text.slice(position, end)),
          text.slice(end),
        ),
      ]
    : [];
  return [
    ...shown,
    verdict('error', label ? say('preview.mistakeIn', { label }) : say('preview.mistake'), sentence),
  ];
}

/** What the dialog calls a property of the node. */
function labelOf(property) {
  return document.querySelector(`label[for="node-input-${property}"]`)?.textContent.trim();
}
