/** Where the bytes of a body are put while they arrive: memory that may be used again when nobody needs them any more. */
export interface PageBytes {
  /** How many there will be, as far as one can tell. 0: nobody knows. */
  readonly likely: number;
  /** Memory for so many bytes at least. What was in it before is still there. */
  take(bytes: number): Buffer;
}
