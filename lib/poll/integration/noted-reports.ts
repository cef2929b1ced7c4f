import { Malformed } from '../../base/form';
import { parsedJson } from '../../base/json';
import type { NotedTexts } from '../../ports/row-store';
import { type NotedReport, notedReportForm, type StoredReport } from '../model/integration-state';

/**
 * Reports that no saved document has yet, where records leave the store of unsettled ones before the next document is saved: kept beside
 * it in the same write, so that whoever goes on after a kill knows what Coupa is still to be told of records that are settled.
 */
export class NotedReports {
  /** Which place in the book has to be stored for one to be needed no more. */
  private readonly places = new Map<string, number>();

  constructor(
    /** Absent: the document has all that is settled, and when it is. */
    private readonly texts: NotedTexts | undefined,
    /** Path of the list whose records they are about. */
    private readonly path = '',
  ) {}

  note(poll: string, { key, document, status, failure }: StoredReport, place: number): void {
    if (this.texts === undefined) return;
    const report = { key, document, ...(status && { status }), ...(failure !== undefined && { failure }) };
    const noted: NotedReport = { path: this.path, poll, report };
    const name = nameOf(noted);
    this.places.set(name, place);
    this.texts.put(name, JSON.stringify(noted));
  }

  /**
   * Those that were kept; each is needed until the document is saved that has it. What cannot be read is nobody's; nor is what is of another
   * list: a node that reads that begins anew, and Coupa would take the number for one of its documents.
   */
  take(place: number): NotedReport[] {
    const loaded = [...(this.texts?.loaded ?? [])];
    for (const [name] of loaded) this.places.set(name, place);
    return loaded.flatMap(([, text]) => read(text) ?? []).filter(({ path }) => path === this.path);
  }

  /** What has a lower place is in the document that was saved. */
  isStoredUpTo(stored: number): void {
    for (const [name, place] of this.places) {
      if (place >= stored) continue;
      this.places.delete(name);
      this.texts?.drop(name);
    }
  }
}

/** Of one version there is one of each kind. */
function nameOf({ poll, report: { key, failure } }: NotedReport): string {
  return `${failure === undefined ? 'settled' : 'given up'}:${poll}:${key}`;
}

function read(text: string): NotedReport | undefined {
  try {
    return notedReportForm(parsedJson(text), '');
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
