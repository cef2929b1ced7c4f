import type { Scale } from './scale';

/** One line of the table. */
export interface Row {
  measure: string;
  /** What it should come to; empty: nothing is promised. */
  target: string;
  measured: string;
  /** Absent: nothing is promised. */
  met?: boolean;
  /** How it was measured, and what else was seen. */
  detail: string;
}

/** Bars that belong together in the chart. */
export interface BarGroup {
  title: string;
  bars: { label: string; value: number; ours?: boolean }[];
}

/** What a measure comes to. */
export interface Result {
  rows: Row[];
  /** Records a second, for the chart. */
  chart?: BarGroup;
}

/** What one package came to, once, and which way is better. */
export interface Figure {
  name: string;
  unit: string;
  value: number;
  better: 'more' | 'less';
}

/** Something that is measured. */
export interface Measure {
  /** Against peers and targets. */
  run(scale: Scale): Promise<Result>;
  /** One package alone, once, for a comparison with another: that of a built checkout, or this one. */
  look(scale: Scale, checkout: string | undefined): Promise<Figure[]>;
}
