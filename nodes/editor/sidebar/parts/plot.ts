import type { Said } from '../../../../lib/base/text/said';
import type { Series } from '../../../../lib/operations/shown';
import { draw, make } from '../../page/make';
import type { View } from './view';

/** Units of the drawing. */
const step = 6;
const height = 30;

/** A small drawing of what was done lately: bars, red where something failed. Its words say what it shows to whom cannot see it. */
export class Plot implements View<Said<Series>> {
  readonly element = make('div', { class: 'coupa-plot' });
  private shown = '';

  constructor(private readonly words: (series: Said<Series>) => string) {}

  show(series: Said<Series>): void {
    const words = this.words(series);
    const key = `${words} ${series.from} ${series.done} ${series.failed}`;
    if (key === this.shown) return;
    this.shown = key;
    this.element.replaceChildren(drawing(series, words));
  }
}

function drawing({ done, failed }: Said<Series>, words: string): SVGElement {
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
      role: 'img',
      'aria-label': words,
    },
    draw('title', {}, words),
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
