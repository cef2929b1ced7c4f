import type { Kept, Refusal } from '../engine/documents';
import type { Exchanged, Taken } from '../engine/exchanges';
import type { Campaign, Renewal, Witness } from '../engine/leases';

/** What the script `campaign` replied. */
export function campaignOf(reply: unknown): Campaign {
  const texts = textsIn(reply);
  const [kind = '', name = ''] = texts;
  const witness = witnessOf(texts[2], texts[3]);
  return kind === 'won'
    ? { kind, term: name, witness }
    : { kind: 'waits', leader: name || undefined, witness };
}

/** What the script `renew` replied. */
export function renewalOf(reply: unknown): Renewal {
  const [kind, at, head] = textsIn(reply);
  return kind === 'renewed' ? { kind, witness: witnessOf(at, head) } : { kind: 'lost' };
}

/** What the script `read` replied. */
export function keptOf(reply: unknown): Kept | 'FENCED' {
  const parts = Array.isArray(reply) ? (reply as unknown[]) : [];
  const [kind, head, isThere, document, rows, witnesses, sendings, answers] = parts;
  if (kind !== 'kept') return 'FENCED';
  return {
    head: String(head),
    document: isThere === 1 ? String(document) : undefined,
    rows: rowsOf(textsIn(rows)),
    witnesses: textsIn(witnesses).flatMap((text) => {
      const space = text.indexOf(' ');
      return witnessOf(text.slice(0, space), text.slice(space + 1)) ?? [];
    }),
    underWay: textsIn(sendings),
    answers: textsIn(answers),
  };
}

/** What the script `exchange` replied. */
export function exchangedOf(reply: unknown): Exchanged {
  const [inHand, instances, taken, gone] = Array.isArray(reply) ? (reply as unknown[]) : [];
  return {
    records: takenIn(textsIn(taken)),
    gone: textsIn(gone),
    inHand: Number(inHand),
    instances: Number(instances),
  };
}

/** What the script `gather` replied. */
export function gatheredOf(reply: unknown): string[] | Refusal {
  const [kind, answers] = Array.isArray(reply) ? (reply as unknown[]) : [];
  if (kind === 'gathered') return textsIn(answers);
  return kind === 'REWOUND' ? kind : 'FENCED';
}

function takenIn(texts: readonly string[]): Taken[] {
  const records: Taken[] = [];
  for (let at = 0; at + 1 < texts.length; at += 2)
    records.push({ token: texts[at] ?? '', row: texts[at + 1] ?? '' });
  return records;
}

function rowsOf(texts: readonly string[]): Map<string, string> {
  const rows = new Map<string, string>();
  for (let at = 0; at + 1 < texts.length; at += 2) rows.set(texts[at] ?? '', texts[at + 1] ?? '');
  return rows;
}

function witnessOf(at: string | undefined, head: string | undefined): Witness | undefined {
  return at && head ? { at: Number(at), head } : undefined;
}

function textsIn(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
