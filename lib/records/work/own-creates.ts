/** Ids and keys that are remembered at most; of a message of a hundred thousand objects, all. */
const most = 200_000;

/**
 * What a node knows of its own creates. When the answer to one was lost, the record that is found by its key is not its result if
 * another create is known to have made it, or may have.
 */
export class OwnCreates {
  private readonly madeRecords = new Set<string>();
  private readonly open = new Set<string>();

  /** A record is the result of a create. */
  made(path: string, id: string): void {
    remember(this.madeRecords, `${path}/${id}`);
  }

  hasMade(path: string, id: string): boolean {
    return this.madeRecords.has(`${path}/${id}`);
  }

  /** Nobody knows what became of a create with these keys: its record may still appear. */
  leftOpen(keys: readonly string[]): void {
    for (const key of keys) remember(this.open, key);
  }

  isOpen(keys: readonly string[]): boolean {
    return keys.some((key) => this.open.has(key));
  }
}

function remember(all: Set<string>, one: string): void {
  all.add(one);
  for (const oldest of all) {
    if (all.size <= most) return;
    all.delete(oldest);
  }
}
