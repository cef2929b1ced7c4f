/** Texts by their names: of pages that one instance reads and another judges, and rows. */
export interface PageStore {
  /** Puts texts of a page aside, for a while: a write makes rows of them. */
  park(poll: string, order: ParkOrder): Promise<void>;
  /** Keeps pages aside for so many milliseconds from now on; 0: not any more. One that is gone stays gone. */
  prolong(poll: string, pages: readonly string[], keptMs: number): Promise<void>;
  /** Texts by their names; `undefined` for what is not there. */
  pick(poll: string, order: PickOrder): Promise<(string | undefined)[]>;
}

/** Texts of a page that one instance has read and another needs. */
export interface ParkOrder {
  /** What the page is called: no two have the same name. */
  page: string;
  /** The number of the first text. */
  first: number;
  texts: readonly string[];
  /** Milliseconds after which all of the page is gone, unless it is prolonged. */
  keptMs: number;
}

export interface PickOrder {
  /** Texts of this page, by their numbers. Absent: rows, by their ids. */
  page?: string;
  names: readonly string[];
}
