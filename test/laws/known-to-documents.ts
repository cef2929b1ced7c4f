import { IdSet } from '../../lib/poll/known/id-set';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { StoredRemovals } from '../../lib/poll/model/removals-state';
import type { RemovalTenant } from './removal-tenant';

/** Ids that a document has known, as they identify records to the flow. */
export class KnownToDocuments {
  private readonly ids = new Set<string>();
  /** Packed ids that were looked at. */
  private readonly learnt = new Set<string>();

  constructor(private readonly idField: 'id' | 'number') {}

  has(name: string): boolean {
    return this.ids.has(name);
  }

  /** What identifies a record to the flow. */
  named(id: unknown): string {
    return this.idField === 'id' ? String(id) : `N-${String(id)}`;
  }

  /** A document was stored. */
  learn(removals: StoredRemovals | undefined): void {
    for (const rows of [removals?.known, removals?.fresh, removals?.look?.seen]) {
      // Most documents say what the one before said, and to unpack them costs more than anything else of a world.
      const text = JSON.stringify(rows ?? []);
      if (this.learnt.has(text)) continue;
      this.learnt.add(text);
      for (const id of IdSet.from(rows ?? []))
        this.ids.add(this.idField === 'id' ? String(id) : String((JSON.parse(String(id)) as unknown[])[1]));
    }
  }

  /** Documents are lost: what counts is known by those that come from now on. */
  forget(): void {
    this.ids.clear();
    this.learnt.clear();
  }
}

/** Records that are gone, were known to be in the list when that was stored, and are not told as gone by the last message. */
export function silentAbout(
  tenant: RemovalTenant,
  known: KnownToDocuments,
  messages: readonly Pick<RecordMessage, 'coupa'>[],
): string[] {
  const last = new Map(messages.map(({ coupa }) => [String(coupa.id), coupa.eventType]));
  return (
    tenant.rows
      // One that came and went may have been there, and not in the list, for two looks in a row: then nobody asks for it any more.
      .filter(({ isGone, wasOut, wasGone }) => isGone && !wasOut && !wasGone)
      .map(({ id }) => known.named(id))
      .filter((name) => known.has(name) && last.get(name) !== 'DELETED')
  );
}
