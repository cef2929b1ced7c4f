import type { Said } from '../../../../lib/base/text/said';
import type { Series } from '../../../../lib/operations/shown';
import { draw, make } from '../../page/make';
import type { View } from './view';

/** Units of the drawing. */
const step = 6;
const height = 30;

/** What the words above a drawing need: what was done in its time, and what failed. */
export interface Totals {
  done: number;
  failed: number;
}

/** A small drawing of what was done lately: bars, red where something failed, below words that say what it shows. Where there is nothing to draw, the words say so alone. */
export class Plot implements View<Said<Series>> {
  readonly element = make('div', { class: 'coupa-plot' });
  private shown = '';

  constructor(private readonly words: (totals: Totals) => string) {}

  show(series: Said<Series>): void {
    const totals = { done: totalOf(series.done), failed: totalOf(series.failed) };
    const words = this.words(totals);
    const key = `${words} ${series.from} ${series.done} ${series.failed}`;
    if (key === this.shown) return;
    this.shown = key;
    const isEmpty = totals.done + totals.failed === 0;
    const title = make('p', { class: 'coupa-row-line' }, words);
    this.element.replaceChildren(title, ...(isEmpty ? [] : [drawing(series)]));
  }
}

function drawing({ done, failed }: Said<Series>): SVGElement {
  const width = done.length * step;
  const most = Math.max(1, ...done);
  const bars = done.flatMap((count, index) => [
    ...((failed[index] ?? 0) > 0 ? [bar(index, height, 'coupa-bar-failed')] : []),
    ...(count > 0 ? [bar(index, Math.max(2, (count / most) * height), 'coupa-bar')] : []),
  ]);
  return draw(
    'svg',
    {
      viewBox: `0 0 ${Math.max(width, step)} ${height + 1}`,
      preserveAspectRatio: 'none',
      class: 'coupa-chart',
      'aria-hidden': 'true',
    },
    draw('line', { x1: 0, x2: width, y1: height + 0.5, y2: height + 0.5, class: 'coupa-axis' }),
    ...bars,
  );
}

function bar(index: number, tall: number, name: string): SVGElement {
  return draw('rect', { x: index * step + 1, y: height - tall, width: step - 2, height: tall, class: name });
}

/** All that a series counts. */
export function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
