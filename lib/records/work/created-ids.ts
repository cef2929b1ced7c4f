/** Ids that are remembered at most; of a message of a hundred thousand objects, all. */
const most = 200_000;

/**
 * Ids of records that a node knows as the result of one of its creates. When the answer to another create was lost, such a record is not
 * what it made.
 */
export class CreatedIds {
  readonly #ids = new Set<string>();

  add(path: string, id: string): void {
    this.#ids.add(`${path}/${id}`);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= most) break;
      this.#ids.delete(oldest);
    }
  }

  has(path: string, id: string): boolean {
    return this.#ids.has(`${path}/${id}`);
  }
}
