import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { PollerStatus } from '../../lib/poll/poller';
import { errorText } from '../runtime/error-text';

/** Shows on the canvas what a poller is doing. */
export function showStatus(RED: NodeAPI, node: Node, status: PollerStatus): void {
  node.status(describe(RED, status));
}

/** Shows that another instance of the fleet polls, or that none does. */
export function showStandby(RED: NodeAPI, node: Node, leader: string | undefined): void {
  const text =
    leader === undefined
      ? fill(template(RED, 'coupa-poll.status.unled', []), {})
      : fill(template(RED, 'coupa-poll.status.standby', ['leader']), { leader });
  node.status({ fill: 'grey', shape: 'ring', text });
}

function describe(RED: NodeAPI, status: PollerStatus): NodeStatus {
  const say = (key: string, values: Record<string, string | number> = {}) =>
    fill(template(RED, `coupa-poll.${key}`, Object.keys(values)), values);
  switch (status.kind) {
    case 'new':
      return { fill: 'grey', shape: 'dot', text: say(status.onDemand ? 'status.onDemand' : 'status.new') };
    case 'paused':
      return { fill: 'grey', shape: 'dot', text: say('status.paused') };
    case 'polling':
      return { fill: 'blue', shape: 'ring', text: polling(status) };
    case 'rest':
      return {
        fill: 'green',
        shape: 'dot',
        text: say(status.backfill ? 'status.backfilled' : 'status.rest', {
          time: timeOf(status.at),
          count: status.count,
        }),
      };
    case 'waiting':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: say(...waiting(status)),
      };
    case 'limited':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: say('status.limited', { time: timeOf(status.until) }),
      };
    case 'error':
      return { fill: 'red', shape: 'ring', text: failed(status) };
  }

  function polling({ count, progress }: Extract<PollerStatus, { kind: 'polling' }>): string {
    if (progress?.share === undefined) return say('status.polling', { count });
    const percent = Math.floor(progress.share * 100);
    if (progress.estimatedEnd === undefined) return say('status.share', { count, percent });
    return say('status.long', { count, percent, end: minuteOf(Date.parse(progress.estimatedEnd)) });
  }

  function failed({ error, next }: Extract<PollerStatus, { kind: 'error' }>): string {
    const text = errorText(RED, 'coupa-poll', error);
    return next === undefined ? text : say('status.error', { text, time: timeOf(next) });
  }
}

/** What a node waits for: the key of the text, and its values. */
function waiting({
  pending,
  unmarked,
}: Extract<PollerStatus, { kind: 'waiting' }>): [key: string, values: Record<string, number>] {
  if (unmarked === 0) return ['status.waiting', { count: pending }];
  if (pending === 0) return ['status.marking', { count: unmarked }];
  return ['status.waitingBoth', { count: pending, unmarked }];
}

/** By key. Node-RED runs in one language, and looking a text up is a seventh of the work of a poll that finds nothing. */
const catalogues = new WeakMap<NodeAPI, Map<string, string>>();

/** A text of the catalogue with its gaps left open: `polling: {count}`. */
function template(RED: NodeAPI, key: string, gaps: readonly string[]): string {
  const templates = catalogues.get(RED) ?? new Map<string, string>();
  catalogues.set(RED, templates);
  let text = templates.get(key);
  if (text === undefined) {
    text = RED._(key, Object.fromEntries(gaps.map((name) => [name, `{${name}}`])) as never);
    templates.set(key, text);
  }
  return text;
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/** Time of day as the computer that runs Node-RED has it, with the date where it is not today. */
function timeOf(epochMs: number): string {
  const date = new Date(epochMs);
  const pad = (value: number) => String(value).padStart(2, '0');
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  const today = new Date().toDateString() === date.toDateString();
  return today ? time : `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${time}`;
}

/** The same to the minute: more is not known of what is estimated. */
function minuteOf(epochMs: number): string {
  return timeOf(epochMs).replace(/:\d\d$/, '');
}
