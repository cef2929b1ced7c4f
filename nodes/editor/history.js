import { ask } from './ask.js';
import { draw, make } from './dom.js';
import { language, localTime } from './local-time.js';

/** How many polls a chart has room for. */
const room = 50;

const size = { width: 420, height: 138, left: 34, right: 46, top: 10, bottom: 20 };

/** Polls that a chart has to hold before the time of the first has room beside that of the last. */
const wide = 20;

/** What a deployed node did last and where it stands; `undefined` if it is not deployed. */
export function loadHistory(id) {
  return ask('GET', `history/${encodeURIComponent(id)}`).catch(() => undefined);
}

/** Shows what the last polls of a node did, where it stands and when it polls next. */
export function showHistory(section, place, { say, answer }) {
  const line = section.querySelector('.coupa-section-line');
  if (answer === undefined) {
    line.textContent = say('history.undeployed');
    place.replaceChildren(make('p', {}, say('history.later')));
    return;
  }
  const { polls, state } = answer;
  const last = polls.at(-1);
  line.textContent = last ? lineOf(last, say) : say('history.none');
  line.classList.toggle('coupa-polled', last !== undefined);
  // Beside the drawing and not in it, where it would neither wrap nor keep its size.
  const legend = () => make('p', { class: 'coupa-legend' }, say('history.legend'));
  place.replaceChildren(...(last ? [chart(polls, say), legend()] : []), facts(state, last, say));
}

function lineOf(last, say) {
  const time = localTime(last.finishedAt);
  return last.error
    ? say('history.failedAt', { time })
    : say('history.polledAt', { time, count: sent(last) });
}

function facts(state, last, say) {
  const rows = [
    [say('history.position'), state?.position ? localTime(state.position) : '–'],
    [say('history.next'), nextOf(state, say)],
    [say('history.pending'), String(state?.pending ?? 0)],
    last?.error && [say('history.error'), last.error.message],
  ].filter(Boolean);
  return make(
    'dl',
    { class: 'coupa-facts' },
    ...rows.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]),
  );
}

function nextOf(state, say) {
  if (state?.paused) return say('history.paused');
  if (state?.polling) return say('history.polling');
  return state?.nextPoll ? localTime(state.nextPoll) : say('history.onDemand');
}

/** Bars: records sent, red where the poll failed. Line: how long it took. Both begin at zero. */
function chart(polls, say) {
  const most = Math.max(1, ...polls.map(sent));
  const longest = Math.max(1, ...polls.map(duration));
  const width = size.width - size.left - size.right;
  const height = size.height - size.top - size.bottom;
  const step = width / room;
  const first = room - polls.length;
  const x = (index) => size.left + (first + index) * step;
  const y = (share) => size.top + height * (1 - share);
  const failures = polls.filter(({ error }) => error).length;
  const summary = say('history.chart', { polls: polls.length, records: total(polls), failures });
  return draw(
    'svg',
    { viewBox: `0 0 ${size.width} ${size.height}`, class: 'coupa-chart', role: 'img', 'aria-label': summary },
    draw('line', { x1: size.left, x2: size.left + width, y1: y(0), y2: y(0), class: 'coupa-axis' }),
    draw('polyline', {
      class: 'coupa-duration',
      points: polls.map((poll, index) => `${x(index) + step / 2},${y(duration(poll) / longest)}`).join(' '),
    }),
    ...polls.flatMap((poll, index) => bar(poll, { x: x(index), y, step, share: sent(poll) / most }, say)),
    label(size.left - 4, y(1) + 4, 'end', compact(most)),
    label(size.left - 4, y(0), 'end', '0'),
    label(size.left + width + 4, y(1) + 4, 'start', seconds(longest)),
    ...(polls.length < wide ? [] : [label(x(0), size.height - 4, 'start', shortTime(polls[0]))]),
    label(size.left + width, size.height - 4, 'end', shortTime(polls.at(-1))),
  );
}

function bar(poll, { x, y, step, share }, say) {
  // A failure is a band and no bar: it has no height.
  const tall = poll.error ? 1 : share;
  const time = localTime(poll.finishedAt);
  const text = poll.error
    ? `${time}: ${poll.error.message}`
    : say('history.poll', { time, count: sent(poll), duration: seconds(duration(poll)) });
  const column = (from, space, name, ...children) =>
    draw(
      'rect',
      { x: x + space, y: y(from), width: step - 2 * space, height: y(0) - y(from), class: name },
      ...children,
    );
  return [
    column(tall, 1, poll.error ? 'coupa-bar-failed' : 'coupa-bar'),
    // As tall as the chart: the mouse finds a poll that sent nothing, too.
    column(1, 0, 'coupa-bar-hover', draw('title', {}, text)),
  ];
}

function label(x, y, anchor, text) {
  return draw('text', { x, y, 'text-anchor': anchor }, text);
}

function shortTime({ finishedAt }) {
  const form = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' };
  return new Date(finishedAt).toLocaleString(language(), form);
}

function sent(poll) {
  return poll.created + poll.updated;
}

function total(polls) {
  return polls.reduce((sum, poll) => sum + sent(poll), 0);
}

function duration(poll) {
  return Date.parse(poll.finishedAt) - Date.parse(poll.startedAt);
}

function seconds(milliseconds) {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  return `${(milliseconds / 1000).toLocaleString(language(), { maximumFractionDigits: 1 })} s`;
}

function compact(number) {
  return number.toLocaleString(language(), { notation: 'compact' });
}
