import type { NotedTexts } from '../../ports/row-store';
import type { FencedStore } from '../fenced-store';
import { besideDocument } from '../split-document';
import type { Unwritten } from '../unwritten';

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

/** Versions that do not know of these texts let them be, too. */
const notePrefix = `${besideDocument}-note:`;

/** The records of a poll that were given up, as texts in the engine: of one history with its unsettled ones. */
export class EngineBook {
  /** See `RowStore`. */
  readonly notes: NotedTexts;
  private readonly loadedNotes = new Map<string, string>();

  constructor(
    private readonly store: Pick<FencedStore, 'readBeside'> & { unwritten: Pick<Unwritten, 'add'> },
  ) {
    this.notes = {
      loaded: this.loadedNotes,
      put: (name, text) => store.unwritten.add({ kind: 'put', id: notePrefix + name, text }),
      drop: (name) => store.unwritten.add({ kind: 'drop', id: notePrefix + name }),
    };
  }

  /** Before the position is read. @throws {CoupaError} `COUPA_STATE` */
  async read(): Promise<BookInEngine> {
    const { rows: kept, hasDocument, goesOnFromOwn } = await this.store.readBeside();
    const rows = new Map<string, string>();
    this.loadedNotes.clear();
    for (const [id, text] of kept) {
      if (id.startsWith(prefix)) rows.set(id.slice(prefix.length), text);
      else if (id.startsWith(notePrefix)) this.loadNote(id.slice(notePrefix.length), text, goesOnFromOwn);
    }
    return { head: kept.get(besideDocument), rows, hasPosition: hasDocument, goesOnFromOwn };
  }

  /** The position that the node goes on from has had all of them: it has told Coupa of them since, or will. */
  private loadNote(name: string, text: string, goesOnFromOwn: boolean): void {
    if (goesOnFromOwn) this.notes.drop(name);
    else this.loadedNotes.set(name, text);
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
