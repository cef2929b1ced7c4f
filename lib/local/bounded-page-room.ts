import type { PageRoom, PageStay } from '../ports/page-room';

/** Three pages of the largest invoices, or a hundred of small ones. Parsed they would take several times as much. */
const mostBytes = 16 * 1024 * 1024;

interface Waiting {
  reader: object;
  bytes: number;
  go(): void;
}

/** The room of one connection, for all that read lists through it. */
export class BoundedPageRoom implements PageRoom {
  private held = 0;
  /** Pages under way of each reader that has any. */
  private readonly pages = new Map<object, number>();
  private waiting: readonly Waiting[] = [];

  /** @param bytes of pages under way at most. Default: 16 MiB. */
  constructor(private readonly bytes = mostBytes) {}

  enter(reader: object, bytes: number, signal: AbortSignal): Promise<PageStay> {
    if (this.hasRoom({ reader, bytes })) return Promise.resolve(this.stay(reader, bytes));
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const end = () => {
        this.waiting = this.waiting.filter((one) => one !== waiting);
        signal.removeEventListener('abort', stop);
      };
      const stop = () => {
        end();
        reject(signal.reason as Error);
      };
      const waiting: Waiting = {
        reader,
        bytes,
        go: () => {
          end();
          resolve(this.stay(reader, bytes));
        },
      };
      signal.addEventListener('abort', stop, { once: true });
      this.waiting = [...this.waiting, waiting];
    });
  }

  private hasRoom({ reader, bytes }: Pick<Waiting, 'reader' | 'bytes'>): boolean {
    return !this.pages.has(reader) || this.held + bytes <= this.bytes;
  }

  private stay(reader: object, expected: number): PageStay {
    let bytes = expected;
    let isHere = true;
    this.held += bytes;
    this.pages.set(reader, (this.pages.get(reader) ?? 0) + 1);
    return {
      takes: (actual) => {
        if (!isHere) return;
        this.held += actual - bytes;
        bytes = actual;
        this.admit();
      },
      leave: () => {
        if (!isHere) return;
        isHere = false;
        this.held -= bytes;
        this.forget(reader);
        this.admit();
      },
    };
  }

  private forget(reader: object): void {
    const left = (this.pages.get(reader) ?? 0) - 1;
    if (left > 0) this.pages.set(reader, left);
    else this.pages.delete(reader);
  }

  private admit(): void {
    for (const one of this.waiting) if (this.hasRoom(one)) one.go();
  }
}
