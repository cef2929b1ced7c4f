import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import { memberOf } from '../../base/spelling';
import { inOneLine } from '../../base/text/in-one-line';
import { phrase } from '../../base/text/phrase';
import { listOf } from '../../catalogue/lists';
import { isBlank, isSameValue } from '../checking/same-value';
import type { Item } from '../model/item';
import type { Plan } from '../work/plan';
import { readRecord, type Work } from '../work/work';

/** What is sent of a change, and how it is seen afterwards that it was carried out. */
export interface Guarded {
  body: JsonObject;
  /** Whether a record that says what was sent proves that it was carried out, although it adds something. */
  isProof(record: JsonObject): boolean;
}

/** By what payments are told apart, as the NetSuite bundle and Coupa's CSV loader do. */
export const tellingApart = ['amount-paid', 'payment-date', 'notes'] as const;

const kinds = { 'amount-paid': 'decimal', 'payment-date': 'dateTime', notes: 'string' } as const;

/**
 * Leaves out payments that an invoice has already: Coupa always appends them, and never says that one is there twice. A member that a
 * payment does not name may be anything; each payment of the invoice answers for one.
 *
 * @returns a settled plan where nothing else was to change.
 */
export async function guardPayments(
  work: Work,
  item: Item,
  id: string,
): Promise<Guarded | Extract<Plan, { settled: unknown }>> {
  const asked = listOf(work.target.resource)?.template === 'invoices' ? paymentsIn(item.object) : undefined;
  if (asked === undefined) return { body: item.object, isProof: () => false };
  const { record, present } = await readPayments(work, id);
  const open = openPayments(asked.payments, present);
  warnOfKnown(work, item, asked.payments.length - open.length);
  const { [asked.name]: _payments, ...others } = item.object;
  const body = open.length === 0 ? others : { ...others, [asked.name]: open };
  const onlyPayments = Object.keys(body).every((name) => name === asked.name);
  if (Object.keys(body).length === 0)
    return { settled: { applied: { how: 'unchanged', id, payload: record } } };
  // What was not there before can only have come by this.
  const isProof = (after: JsonObject) =>
    onlyPayments && openPayments([...present, ...open], paymentsIn(after)?.payments ?? []).length === 0;
  return { body, isProof };
}

/** Asked for by name where the invoice does not show them: what a response filter leaves out. */
const shownPayments = `fields=${encodeURIComponent('["id",{"payments":["id","amount-paid","payment-date","notes"]}]')}`;

/** @throws {CoupaError} `COUPA_RESPONSE` where the invoice shows no payments, not even that it has none. */
async function readPayments(work: Work, id: string): Promise<{ record: JsonObject; present: unknown[] }> {
  const record = await readRecord(work, id);
  const shown =
    memberOf(record, 'payments') === undefined ? await readRecord(work, id, [shownPayments]) : record;
  if (memberOf(shown, 'payments') !== undefined)
    return { record, present: paymentsIn(shown)?.payments ?? [] };
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`The tenant's answer does not show which payments ${work.target.resource} ${id} has, so nobody knows whether these are among them. A response filter of the API user may hide them.`,
    { details: { member: 'payments' } },
  );
}

function openPayments(asked: readonly unknown[], present: readonly unknown[]): unknown[] {
  const left = [...present];
  return asked.filter((payment) => {
    const at = left.findIndex((one) => isSamePayment(payment, one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function isSamePayment(asked: unknown, present: unknown): boolean {
  if (!isJsonObject(asked) || !isJsonObject(present)) return false;
  return tellingApart.every((name) => {
    const wanted = memberOf(asked, name)?.value;
    const held = memberOf(present, name)?.value;
    if (isBlank(wanted)) return name !== 'amount-paid';
    return isSameValue(wanted, held, kinds[name]) || isSameText(wanted, held);
  });
}

/** Whether two notes differ only as texts do that went through a program: in blanks, and in how lines end. */
function isSameText(asked: unknown, present: unknown): boolean {
  return typeof asked === 'string' && typeof present === 'string' && inOneLine(asked) === inOneLine(present);
}

function paymentsIn(object: JsonObject): { name: string; payments: unknown[] } | undefined {
  const { payments } = object;
  if (Array.isArray(payments)) return { name: 'payments', payments };
  // The shape that XML has.
  if (isJsonObject(payments)) return { name: 'payments', payments: Object.values(payments).flat() };
  return undefined;
}

function warnOfKnown(work: Work, item: Item, count: number): void {
  if (count === 0) return;
  const message = phrase`${count} of the payments are on the invoice already, by amount, date and notes: they were not sent, since Coupa would add them again.`;
  work.remarks.add({ index: item.index, path: 'payments', message });
}
