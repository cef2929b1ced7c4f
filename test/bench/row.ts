/** One line of the table. */
export interface Row {
  measure: string;
  target: string;
  measured: string;
  met: boolean;
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
