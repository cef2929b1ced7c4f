/** A page's place among those that are under way. */
export interface PageStay {
  /** The page came, and takes this much. */
  takes(bytes: number): void;
  /** Nobody needs its bytes any more. May be called more than once. */
  leave(): void;
}

/** Bounds how many bytes of pages are under way at once: asked for, or there and not read to their end. */
export interface PageRoom {
  /**
   * Waits until there is room for another page. Whoever has none under way never waits: two readers that wait for each other would
   * wait for ever.
   *
   * @param reader whose page it is.
   * @param bytes how large it will be, as far as one can tell.
   * @throws the signal's reason, as soon as it is aborted.
   */
  enter(reader: object, bytes: number, signal: AbortSignal): Promise<PageStay>;
}
