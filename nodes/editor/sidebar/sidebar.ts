import type { Said } from '../../../lib/base/text/said';
import type { Operations, ShownConnection, ShownPoll, ShownWriter } from '../../../lib/operations/shown';
import { AskFailed, ask } from '../ask/ask';
import { icon, make, smallButton } from '../page/make';
import type { Say } from '../page/say';
import { showing } from '../page/showing';
import { verdict } from '../page/verdict';
import { type Order, ordered, orders } from './choices';
import { connectionRow, isFailing } from './connection-row';
import { flowNamed } from './jump';
import { Leftovers } from './leftovers';
import { keepStill } from './parts/keep-still';
import { keyedList } from './parts/keyed-list';
import { matches } from './parts/matches';
import { type View, write } from './parts/view';
import { connectionName, nameOf, pollRow } from './poll-row';
import { Refresh } from './refresh';
import { followSeen } from './seen';
import { isTroubling } from './standing';
import { toldApart } from './told-apart';
import { writerName, writerRow } from './writer-row';

type Shown = Said<Operations>;

/** What is said above the lists. */
interface Notice {
  level: 'warning' | 'error';
  text: string;
}

/** Makes the tab: lists of polls, connections and nodes that write, which are kept up to date while somebody looks. */
export function openSidebar(content: HTMLElement, say: Say): void {
  new Sidebar(content, say).open();
}

class Sidebar {
  private readonly filter: HTMLInputElement;
  private readonly order: HTMLSelectElement;
  private readonly summary = make('p', { role: 'status', class: 'coupa-summary' });
  private readonly notices = make('div');
  private readonly leftovers: Leftovers;
  private readonly refresh = new Refresh(() => this.ask());
  private readonly showNotices = showing<Notice[]>(this.notices, (list) =>
    list.map(({ level, text }) => verdict(level, text)),
  );
  private readonly polls: Section<Said<ShownPoll>>;
  private readonly connections: Section<Said<ShownConnection>>;
  private readonly writers: Section<Said<ShownWriter>>;
  private last: Shown | undefined;

  constructor(
    private readonly content: HTMLElement,
    private readonly say: Say,
  ) {
    this.filter = make('input', {
      type: 'search',
      'aria-label': say('sidebar.filter'),
      placeholder: say('sidebar.filter'),
    });
    this.order = make(
      'select',
      { 'aria-label': say('sidebar.order.label') },
      ...orders.map((name) => make('option', { value: name }, say(`sidebar.order.${name}`))),
    );
    const connection = (id: string) => this.connection(id);
    const changed = () => this.refresh.now();
    this.polls = section(say('sidebar.polls'), () => pollRow({ say, connection, changed }));
    this.connections = section(say('sidebar.connections'), () => connectionRow(say));
    this.writers = section(say('sidebar.writers'), () => writerRow(say, connection));
    this.leftovers = new Leftovers(say);
  }

  open(): void {
    const again = smallButton(
      { 'aria-label': this.say('sidebar.again'), title: this.say('sidebar.again') },
      icon('refresh'),
    );
    again.addEventListener('click', () => this.look());
    this.filter.addEventListener('input', () => this.show());
    this.order.addEventListener('change', () => this.show());
    const { polls, connections, writers, leftovers } = this;
    const lists = [polls, connections, writers, leftovers].map(({ element }) => element);
    const head = make('div', { class: 'coupa-sidebar-head' }, this.filter, again, this.order);
    this.content.replaceChildren(head, this.summary, this.notices, ...lists);
    followSeen(this.content, (isSeen) => {
      this.refresh.wanted(isSeen);
      if (isSeen) void this.leftovers.look();
    });
  }

  /** At once, what nodes left behind included. */
  private look(): void {
    this.refresh.now();
    void this.leftovers.look();
  }

  private async ask(): Promise<boolean> {
    try {
      const answer = await ask({ path: 'operations' });
      if (answer.error !== undefined) throw new AskFailed(answer.error.message, 0);
      this.last = toldApart(answer);
      keepStill(this.content, () => this.show());
      return true;
    } catch (error) {
      if (!(error instanceof AskFailed)) throw error;
      const text = this.say(error.isForbidden ? 'sidebar.mayNotSee' : 'sidebar.unanswered');
      this.showNotices([{ level: 'error', text }]);
      return false;
    }
  }

  private show(): void {
    const { last, say } = this;
    if (last === undefined) return;
    const { polls, connections, writers } = last;
    const found = (...texts: string[]) => matches(this.filter.value.trim(), texts);
    this.polls.show(polls && ordered(polls, this.chosenOrder()), (one) =>
      found(nameOf(one), one.resource, flowNamed(one.flow)),
    );
    this.connections.show(connections, (one) => found(connectionName(one), one.host));
    this.writers.show(writers, (one) => found(writerName(one), one.resource, flowNamed(one.flow)));
    const other = last.otherProcess;
    this.showNotices(other ? [{ level: 'warning', text: say('sidebar.other', other) }] : []);
    write(this.summary, this.summaryOf(last));
  }

  private chosenOrder(): Order {
    return orders.find((name) => name === this.order.value) ?? 'standing';
  }

  private summaryOf({ polls, connections, writers }: Shown): string {
    const { say } = this;
    if (!polls && !connections && !writers) return say('sidebar.mayNotSee');
    const count = (polls ?? []).filter(isTroubling).length;
    const failing = (connections ?? []).filter(isFailing).length;
    if (count + failing > 0) return say('sidebar.trouble', { count, polls: polls?.length ?? 0, failing });
    const isEmpty = [polls, connections, writers].every((list) => (list ?? []).length === 0);
    return say(isEmpty ? 'sidebar.empty' : 'sidebar.well');
  }

  private connection(id: string): Said<ShownConnection> | undefined {
    return this.last?.connections?.find((one) => one.id === id);
  }
}

/** A heading and a list below it. */
interface Section<Item> {
  element: HTMLElement;
  /** Shows items, of which some are looked for; without any of those, nothing. */
  show(items: readonly Item[] | undefined, isLookedFor: (item: Item) => boolean): void;
}

function section<Item extends { id: string }>(title: string, rowFor: () => View<Item>): Section<Item> {
  const list = make('ul', { class: 'coupa-rows' });
  const element = make('section', { hidden: true }, make('h3', {}, title), list);
  const show = keyedList<Item>(list, rowFor);
  return {
    element,
    show: (items = [], isLookedFor) => {
      element.hidden = !items.some(isLookedFor);
      show(items, isLookedFor);
    },
  };
}
