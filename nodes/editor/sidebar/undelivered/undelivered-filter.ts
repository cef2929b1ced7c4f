import type { Said } from '../../../../lib/base/text/said';
import type { Undeliverable } from '../../../../lib/poll/model/report';
import { make } from '../../page/make';
import type { Say } from '../../page/say';
import { dayFrom, dayIn } from '../parts/form';
import { matches } from '../parts/matches';

/** The days that can be chosen by name; `range`: from one day to another. */
const days = ['all', 'today', 'yesterday', 'range'] as const;

type Day = (typeof days)[number];

/** Asks which of the records that were given up are looked for: by the day on which that was, in the zone of this browser, and by words. */
export class UndeliveredFilter {
  readonly element: HTMLElement;
  private readonly day: HTMLSelectElement;
  private readonly from: HTMLInputElement;
  private readonly to: HTMLInputElement;
  private readonly words: HTMLInputElement;

  /** @param changed something else is looked for. */
  constructor(say: Say, changed: () => void) {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.day = make(
      'select',
      {},
      ...days.map((day) => make('option', { value: day }, say(`sidebar.undelivered.day.${day}`))),
    );
    this.from = make('input', { type: 'date', value: dayIn(dayFrom(-1)) });
    this.to = make('input', { type: 'date', value: dayIn(dayFrom(0)) });
    this.words = make('input', { type: 'search', placeholder: say('sidebar.undelivered.wordsHint') });
    this.words.title = this.words.placeholder;
    const range = make(
      'div',
      { hidden: true },
      field(say('sidebar.from'), this.from),
      field(say('sidebar.to'), this.to),
    );
    this.element = make(
      'div',
      { role: 'group', 'aria-label': say('sidebar.undelivered.filter'), class: 'coupa-undelivered-filter' },
      field(say('sidebar.undelivered.givenUp'), this.day),
      range,
      field(say('sidebar.undelivered.words'), this.words),
      make('p', { class: 'coupa-row-line' }, say('sidebar.undelivered.zone', { zone })),
    );
    for (const input of [this.day, this.from, this.to, this.words])
      input.addEventListener('input', () => {
        range.hidden = this.chosen !== 'range';
        changed();
      });
  }

  /** Whether not all are looked for. */
  get isNarrow(): boolean {
    return this.chosen !== 'all' || this.hasWords;
  }

  /** Whether words are looked for. */
  get hasWords(): boolean {
    return this.words.value.trim() !== '';
  }

  /** Whether a record is looked for. Its names, its id and its reason have the words. */
  wants({ key, id, name = '', supplier = '', at, reason }: Said<Undeliverable>): boolean {
    const { from, until } = this.span();
    const moment = Date.parse(at);
    return (
      moment >= from && moment < until && this.hasWordsOf([key, String(id ?? ''), name, supplier, reason])
    );
  }

  /** Whether texts have the words that are looked for. */
  hasWordsOf(texts: readonly string[]): boolean {
    return matches(this.words.value.trim(), texts);
  }

  private get chosen(): Day {
    return days.find((day) => day === this.day.value) ?? 'all';
  }

  /** From which moment on, and until before which. Epoch milliseconds; an empty day is no bound. */
  private span(): { from: number; until: number } {
    switch (this.chosen) {
      case 'today':
        return { from: dayFrom(0), until: dayFrom(1) };
      case 'yesterday':
        return { from: dayFrom(-1), until: dayFrom(0) };
      case 'range':
        return {
          from: beginningOf(this.from, 0) ?? Number.NEGATIVE_INFINITY,
          until: beginningOf(this.to, 1) ?? Number.POSITIVE_INFINITY,
        };
      case 'all':
        return { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
    }
  }
}

function field(label: string, input: HTMLElement): HTMLElement {
  return make('label', { class: 'coupa-moment' }, make('span', {}, label), input);
}

/** The beginning of the day that stands in a field, or of one some days later, here; `undefined` for an empty one. */
function beginningOf({ value }: HTMLInputElement, later: number): number | undefined {
  const [year, month, day] = value.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return new Date(year, month - 1, day + later).getTime();
}
