import { language, localTime } from '../../editor/page/local-time';
import { draw } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { durationMs, type Poll, sent, total } from './poll-numbers';

/** How many polls a chart has room for. */
const room = 50;

const size = { width: 420, height: 138, left: 34, right: 46, top: 10, bottom: 20 };
const width = size.width - size.left - size.right;
const height = size.height - size.top - size.bottom;

/** Polls that a chart has to hold before the time of the first has room beside that of the last. */
const wide = 20;

/** Units of the drawing from one poll to the next. */
const step = width / room;

/** Where a share of the highest bar is. */
const y = (share: number) => size.top + height * (1 - share);

/** Bars: records sent, red where the poll failed. Line: how long it took. Both begin at zero. */
export function chart(polls: readonly Poll[], say: Say): SVGElement {
  const most = Math.max(1, ...polls.map(sent));
  const longestMs = Math.max(1, ...polls.map(durationMs));
  const x = (index: number) => size.left + (room - polls.length + index) * step;
  const line = polls.map((poll, index) => `${x(index) + step / 2},${y(durationMs(poll) / longestMs)}`);
  return draw(
    'svg',
    {
      viewBox: `0 0 ${size.width} ${size.height}`,
      class: 'coupa-chart',
      role: 'img',
      'aria-label': summaryOf(polls, say),
    },
    draw('line', { x1: size.left, x2: size.left + width, y1: y(0), y2: y(0), class: 'coupa-axis' }),
    draw('polyline', { class: 'coupa-duration', points: line.join(' ') }),
    ...polls.flatMap((poll, index) => bar(poll, { x: x(index), share: sent(poll) / most }, say)),
    label(size.left - 4, y(1) + 4, 'end', compact(most)),
    label(size.left - 4, y(0), 'end', '0'),
    label(size.left + width + 4, y(1) + 4, 'start', seconds(longestMs)),
    ...times(polls, x(0)),
  );
}

function summaryOf(polls: readonly Poll[], say: Say): string {
  const failures = polls.filter(({ error }) => error).length;
  return say('history.chart', { polls: polls.length, records: total(polls), failures });
}

/** The times of the first poll and the last. */
function times(polls: readonly Poll[], left: number): SVGElement[] {
  const [first, last] = [polls[0], polls.at(-1)];
  const bottom = size.height - 4;
  return [
    ...(first && polls.length >= wide ? [label(left, bottom, 'start', shortTime(first))] : []),
    ...(last ? [label(size.left + width, bottom, 'end', shortTime(last))] : []),
  ];
}

function bar(poll: Poll, { x, share }: { x: number; share: number }, say: Say): SVGElement[] {
  const time = localTime(poll.finishedAt);
  const text = poll.error
    ? `${time}: ${poll.error.message}`
    : say('history.poll', { time, count: sent(poll), duration: seconds(durationMs(poll)) });
  const column = (from: number, space: number, name: string, ...children: Node[]) => {
    const place = { x: x + space, y: y(from), width: step - 2 * space, height: y(0) - y(from) };
    return draw('rect', { ...place, class: name }, ...children);
  };
  return [
    // A failure is a band and no bar: it has no height.
    poll.error ? column(1, 1, 'coupa-bar-failed') : column(share, 1, 'coupa-bar'),
    // As tall as the chart: the mouse finds a poll that sent nothing, too.
    column(1, 0, 'coupa-bar-hover', draw('title', {}, text)),
  ];
}

function label(x: number, y: number, anchor: string, text: string): SVGElement {
  return draw('text', { x, y, 'text-anchor': anchor }, text);
}

function shortTime({ finishedAt }: Poll): string {
  const form = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
  return new Date(finishedAt).toLocaleString(language(), form);
}

function seconds(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  return `${(milliseconds / 1000).toLocaleString(language(), { maximumFractionDigits: 1 })} s`;
}

function compact(number: number): string {
  return number.toLocaleString(language(), { notation: 'compact' });
}
