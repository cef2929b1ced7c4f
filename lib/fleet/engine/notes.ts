/** Small texts that all instances know by name. */
export interface Notes {
  /** A small text by its name, with the milliseconds that it has left. */
  recall(name: string): Promise<Recalled | undefined>;
  /** Replaces a small text, unless another has replaced it before. @returns whether it did. */
  replace(name: string, replacement: Replacement): Promise<boolean>;
}

export interface Recalled {
  text: string;
  leftMs: number;
}

export interface Replacement {
  /** What has to be there; absent: nothing. */
  before?: string;
  /** What is there then; absent: nothing. */
  text?: string;
  /** Milliseconds after which it is gone. */
  keptMs: number;
}
