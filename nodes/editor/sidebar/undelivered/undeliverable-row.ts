import type { Said } from '../../../../lib/base/text/said';
import type { Undeliverable } from '../../../../lib/poll/model/report';
import { make, smallButton } from '../../page/make';
import type { Say } from '../../page/say';
import { dateOf, lengthOf } from '../parts/amounts';
import { order } from '../parts/command';
import { type Line, Row } from '../parts/row';
import { type View, write } from '../parts/view';

/** What can be done with a record that was given up, by the names of the endpoints. */
export type Act = 'redeliver' | 'dismiss';

/** What tells people which record is meant. */
type Named = Pick<Said<Undeliverable>, 'key' | 'id' | 'name' | 'supplier'>;

/** A record that was given up, by its key. */
export interface Listed {
  /** `msg.coupa.key`. */
  id: string;
  record: Said<Undeliverable>;
}

/** What a row needs of what is around it. */
interface RowParts {
  say: Say;
  /** What the list is of. */
  resource: () => string;
  /** Id of the node. */
  node: () => string;
  mayAct: boolean;
  act: (act: Act, key: string) => void;
}

/** A row of the list of undeliverable records. The record itself is asked for when somebody unfolds the row. */
export function undeliverableRow({ say, resource, node, mayAct, act }: RowParts): View<Listed> {
  let key = '';
  const facts = make('p');
  const superseded = make('p', { hidden: true }, say('sidebar.undelivered.superseded'));
  const buttons = make('p', { class: 'coupa-row-buttons' });
  const button = (name: Act) => {
    const one = smallButton({}, say(`sidebar.undelivered.${name}`));
    one.addEventListener('click', () => act(name, key));
    return one;
  };
  const redeliver = button('redeliver');
  if (mayAct) buttons.append(redeliver, button('dismiss'));
  const record = wholeRecord(say, () => `/${encodeURIComponent(node())}?key=${encodeURIComponent(key)}`);
  const row = new Row(superseded, facts, buttons, record.element);
  row.onOpen(record.show);
  return {
    element: row.element,
    show: ({ id, record }) => {
      key = id;
      superseded.hidden = record.superseded !== true;
      redeliver.hidden = record.superseded === true;
      const age = lengthOf(Math.max(0, Date.now() - Date.parse(record.at)));
      const date = dateOf(record.at);
      write(facts, say('sidebar.undelivered.line', { date, age, attempts: record.attempts }));
      const own = ownName(record, resource());
      const name = nameOf(record);
      const beside = besideOf(record, date, say);
      row.show({
        ...signOf(record),
        name: name || own,
        text: name === '' ? beside : `${own} · ${beside}`,
        reason: record.reason,
      });
      buttons.hidden = record.redelivering === true;
    },
  };
}

/** One that was delivered since needs nobody any more. */
function signOf({ superseded, redelivering }: Said<Undeliverable>): Pick<Line, 'icon' | 'look'> {
  if (superseded) return { icon: 'check-circle', look: 'ok' };
  return redelivering ? { icon: 'refresh', look: 'idle' } : { icon: 'times-circle', look: 'error' };
}

function besideOf({ superseded, redelivering }: Said<Undeliverable>, date: string, say: Say): string {
  if (superseded) return `${date} · ${say('sidebar.undelivered.over')}`;
  return redelivering ? say('sidebar.undelivered.under') : date;
}

/** What a record is called in a sentence: `INV-2`; where it says nothing of the kind, `invoices 2`. */
export function shortName(record: Named, resource: string): string {
  return record.name ?? ownName(record, resource);
}

/** By its list and its id: `invoices 2`. */
export function ownName({ id, key }: Named, resource: string): string {
  return id === undefined ? key : `${resource} ${id}`;
}

/** As people call it: `INV-2 · Acme Supplies`; empty where the record says nothing of the kind. */
export function nameOf({ name, supplier }: Named): string {
  return name === undefined ? '' : [name, supplier].filter(Boolean).join(' · ');
}

/** The record itself, once it is shown and the runtime has answered. Without an answer it is asked for when it is shown again. */
function wholeRecord(say: Say, more: () => string): { element: HTMLElement; show: () => void } {
  const element = make('div', { class: 'coupa-record', role: 'status' });
  let isRead = false;
  const read = async () => {
    const { answer, failure } = await order({ path: 'undeliverable', more: more() }, say);
    const record = answer?.record;
    isRead = record !== undefined;
    if (failure !== undefined)
      element.replaceChildren(make('p', {}, say('sidebar.undelivered.unread', { why: failure })));
    else if (record === undefined) element.replaceChildren(make('p', {}, say('sidebar.undelivered.gone')));
    else element.replaceChildren(...textOf(record.payload, say));
  };
  return {
    element,
    show: () => {
      if (!isRead) void read();
    },
  };
}

/** A record as text, and a button that copies it. */
function textOf(record: unknown, say: Say): HTMLElement[] {
  const text = JSON.stringify(record, null, 2);
  const copy = smallButton({}, say('sidebar.undelivered.copy'));
  copy.addEventListener('click', () => {
    RED.clipboard.copyText(text, $(copy), say('sidebar.undelivered.copied'));
  });
  return [
    make('p', { class: 'coupa-row-buttons' }, copy),
    make('pre', { tabindex: 0, 'aria-label': say('sidebar.undelivered.record') }, text),
  ];
}
