import type { Said } from '../../../lib/base/text/said';
import type { TriedRecord } from '../../../lib/poll/inspect/tried';
import { localTime } from '../page/local-time';
import { make } from '../page/make';
import type { Say } from '../page/say';
import { verdict } from '../page/verdict';

/** A record that was read to try something: of CSO's objects less is known. */
export type TriedAnyhow = Said<TriedRecord>;

/** A record that was read, folded, but the first: what a message would say of it, and the whole of it. */
export function showRecord(record: TriedAnyhow, index: number, say: Say): HTMLElement {
  const { payload, problem } = record;
  return make(
    'details',
    { class: 'coupa-record', open: index === 0 },
    summaryOf(record, say),
    ...(problem ? [verdict('error', say('try.unreadable'), problem)] : []),
    make('pre', { tabindex: '0', 'aria-label': say('try.record') }, JSON.stringify(payload, undefined, 2)),
  );
}

function summaryOf(
  { payload, eventType, id, updatedAt, createdAt, problem }: TriedAnyhow,
  say: Say,
): HTMLElement {
  const badge = problem ? say('try.unreadable') : eventType;
  const isNew = createdAt === updatedAt;
  const facts = [
    nameOf(payload),
    updatedAt === undefined ? undefined : say('try.updated', { time: localTime(updatedAt) }),
    isNew || createdAt === undefined ? undefined : say('try.created', { time: localTime(createdAt) }),
  ];
  return make(
    'summary',
    {},
    badge === undefined ? undefined : make('span', { class: 'coupa-badge' }, badge),
    make('strong', {}, id === undefined ? say('try.noId') : `${say('try.id')} ${id}`),
    ...facts.filter((text) => text !== undefined).map((text) => make('span', {}, text)),
  );
}

function nameOf(payload: unknown): string | undefined {
  const name =
    typeof payload === 'object' && payload !== null && 'name' in payload ? payload.name : undefined;
  return typeof name === 'string' ? name : undefined;
}
