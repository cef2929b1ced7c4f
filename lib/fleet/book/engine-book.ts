import type { FencedStore } from '../fenced-store';
import { besideDocument } from '../split-document';

/** What the engine has of a book: its rows come and go one by one. */
export interface BookInEngine {
  /** Its members beside the rows; absent: it was never written. */
  head: string | undefined;
  rows: Map<string, string>;
  /** Whether the engine has the position. */
  hasPosition: boolean;
  /** See `BesideDocument`. */
  goesOnFromOwn: boolean;
}

const prefix = `${besideDocument}:`;

/** The records of a poll that were given up, as texts in the engine: of one history with its unsettled ones. */
export class EngineBook {
  constructor(private readonly store: Pick<FencedStore, 'readBeside' | 'unwritten'>) {}

  /** Before the position is read. @throws {CoupaError} `COUPA_STATE` */
  async read(): Promise<BookInEngine> {
    const { rows: kept, hasDocument, goesOnFromOwn } = await this.store.readBeside();
    const rows = new Map<string, string>();
    for (const [id, text] of kept) if (id.startsWith(prefix)) rows.set(id.slice(prefix.length), text);
    return { head: kept.get(besideDocument), rows, hasPosition: hasDocument, goesOnFromOwn };
  }

  putHead(text: string): void {
    this.store.unwritten.add({ kind: 'put', id: besideDocument, text });
  }

  put(key: string, text: string): void {
    this.store.unwritten.add({ kind: 'put', id: prefix + key, text });
  }

  drop(key: string): void {
    this.store.unwritten.add({ kind: 'drop', id: prefix + key });
  }
}
