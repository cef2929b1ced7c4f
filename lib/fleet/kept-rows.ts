import { isElsewhere } from './parked/parked-row';
import { markOf, type Row } from './split-document';

/** What is known of a row in the engine. */
interface Known {
  /** As it is there; what tells whether it has changed is made of it when that is asked, since most have left by then. Absent: it is not known. */
  row?: Row;
  /** Tells which of two states of it is the later one. */
  progress: number;
  /**
   * `stored`: the document knows it. `fresh`: it was handed over since the document was copied last, or just before. `left`: nothing is
   * left of it but its place, until a document is stored that does not know it either.
   */
  stage: 'stored' | 'fresh' | 'left';
}

/** The rows of a poll as the engine has them: what a document that is stored changes of them. */
export class KeptRows {
  private readonly rows = new Map<string, Known>();

  /** What was read. What is not of the document goes with the next one. */
  loaded(rows: Iterable<Row>, others: Iterable<string>): void {
    this.rows.clear();
    for (const id of others) this.rows.set(id, { progress: 0, stage: 'stored' });
    for (const row of rows) this.stored(row);
  }

  /** Whether anything is left of it. */
  isThere(id: string): boolean {
    const known = this.rows.get(id);
    return known !== undefined && known.stage !== 'left';
  }

  /** Whether the document that was stored last knows of all that was handed over. */
  get areDocumented(): boolean {
    return [...this.rows.values()].every(({ stage }) => stage !== 'fresh');
  }

  /** Of a copied document's rows, those that the engine has not, or not so. What has happened since it was copied stays. */
  changed(rows: ReadonlyMap<string, Row>): Row[] {
    return [...rows.values()].filter((row) => {
      const known = this.rows.get(row.id);
      // One whose message is in the engine alone was handed over.
      if (known === undefined) return !isElsewhere(row);
      return known.stage !== 'left' && progressOf(row) >= known.progress && isOther(row, known.row);
    });
  }

  /** What goes with a document that has these rows. */
  needless(rows: ReadonlyMap<string, Row>): string[] {
    return [...this.rows].filter(([id, { stage }]) => stage !== 'fresh' && !rows.has(id)).map(([id]) => id);
  }

  /** The document that knows these is stored. */
  documented(rows: ReadonlyMap<string, Row>): void {
    for (const id of rows.keys()) {
      const known = this.rows.get(id);
      if (known?.stage === 'fresh') known.stage = 'stored';
    }
  }

  stored(row: Row): void {
    this.rows.set(row.id, { row, progress: progressOf(row), stage: 'stored' });
  }

  /** It was handed over. */
  handedOver(row: Row): void {
    const stage = this.rows.get(row.id)?.stage ?? 'fresh';
    this.rows.set(row.id, { row, progress: progressOf(row), stage });
  }

  left(id: string): void {
    const known = this.rows.get(id);
    if (known === undefined) return;
    known.stage = 'left';
    delete known.row;
  }

  dropped(id: string): void {
    this.rows.delete(id);
  }
}

function isOther(row: Row, known: Row | undefined): boolean {
  return known === undefined || markOf(row) !== markOf(known);
}

/** Sendings count, and behind the last one that the flow has it. */
function progressOf(row: Row): number {
  const { attempt, handed } = row;
  return (typeof attempt === 'number' ? 2 * attempt : 0) + (handed === true ? 1 : 0);
}
