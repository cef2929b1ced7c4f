/** Letters from one instance to another. */
export interface Boxes {
  /** Puts a text into a box, which is emptied when nobody collects it in time. */
  post(box: string, letter: string, keptMs: number): Promise<void>;
  /** Takes what is in a box, in order. @param count letters at most. Default: all. */
  collect(box: string, count?: number): Promise<string[]>;
}
