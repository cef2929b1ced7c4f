/** Characters of all of them together: parsed, a message takes several times its text. */
const keptAtMost = 2_000_000;

/** A message that was handed over, as an object that nobody else has. */
interface Own {
  token: string;
  message: object;
  /** Characters of its text. */
  size: number;
}

/**
 * What the leading instance has handed over and may get itself, so that it need not be parsed a second time: whoever leads and takes has had
 * each record as an object in hand. The engine does not send back what is kept here; what is not is made of its text.
 */
export class OwnMessages {
  private readonly messages = new Map<string, Own>();
  private size = 0;

  /** @param run what tells this process from every other. */
  constructor(readonly run: string) {}

  /** Keeps what one sending brings, if there is room. @returns whether there was. */
  keep(token: string, message: object, size: number): boolean {
    const id = idOf(token);
    this.forget(id);
    if (this.size + size > keptAtMost) return false;
    this.size += size;
    this.messages.set(id, { token, message, size });
    return true;
  }

  /** The message of a sending, once: from then on it is the flow's. */
  take(token: string): object | undefined {
    const id = idOf(token);
    const own = this.messages.get(id);
    if (own?.token !== token) return undefined;
    this.forget(id);
    return own.message;
  }

  /** @param id what its tokens begin with. */
  forget(id: string): void {
    const own = this.messages.get(id);
    if (own === undefined) return;
    this.size -= own.size;
    this.messages.delete(id);
  }

  clear(): void {
    this.messages.clear();
    this.size = 0;
  }
}

function idOf(token: string): string {
  return token.slice(0, token.lastIndexOf('.'));
}
