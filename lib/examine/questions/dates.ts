import type { JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { parseIso } from '../../dates/coupa-date';
import { isoSeconds } from '../../dates/query-date';
import type { Parameter } from '../../scan/id-scan';
import { idOf } from '../../scan/page';
import { compareIds, type RecordId } from '../../scan/record-id';
import type { AssumptionId } from '../assumptions/assumptions';
import type { Notebook } from '../noting/notebook';
import { formsOf, hasOffset } from './date-form';
import type { Inquiry } from './inquiry';
import type { Sample } from './survey';

/** Looks at the dates of records, and asks whether filters go by them. */
export async function askDates(
  inquiry: Inquiry,
  notebook: Notebook,
  { resource: { path }, records }: Sample,
): Promise<void> {
  if (records.length === 0) return;
  judgeNames(notebook, records);
  judgePresence(notebook, 'updated-at', records);
  judgePresence(notebook, 'created-at', records);
  judgeForms(notebook, records);
  const record = records.map(asDated).find((one) => one !== undefined);
  if (record !== undefined) await new DateFilters(inquiry, notebook, path, record).ask();
  await askFuture(inquiry, notebook, path);
}

function judgeNames(notebook: Notebook, records: readonly JsonObject[]): void {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  const underscored = [...names].filter((name) => name.includes('_')).length;
  const hyphened = [...names].filter((name) => name.includes('-')).length;
  if (underscored + hyphened > 0)
    notebook.judge(
      'names',
      underscored === 0,
      phrase`${underscored} of ${names.size} names have underscores.`,
    );
}

type DateName = 'updated-at' | 'created-at';

function judgePresence(notebook: Notebook, name: DateName, records: readonly JsonObject[]): void {
  const without = records.filter((record) => dateIn(record, name) === undefined).length;
  notebook.judge(name, without === 0, phrase`${without} of ${records.length} records have none.`);
}

function dateIn(record: JsonObject, name: DateName): string | undefined {
  const value = record[name] ?? record[name.replace('-', '_')];
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

function judgeForms(notebook: Notebook, records: readonly JsonObject[]): void {
  const dates = records
    .flatMap((record) => [dateIn(record, 'updated-at'), dateIn(record, 'created-at')])
    .filter((date) => date !== undefined);
  if (dates.length === 0) return;
  const { strange, withoutZone, withFraction, offsets, example } = formsOf(dates);
  notebook.judge(
    'date-form',
    strange === 0,
    phrase`${strange} of ${dates.length} dates, such as ${example}.`,
  );
  if (strange === dates.length) return;
  const read = dates.length - strange;
  if (withoutZone > 0) notebook.broken('date-zone', phrase`${withoutZone} of ${read} dates say none.`);
  else notebook.kept('date-zone', phrase`Offsets: ${offsets}.`);
  notebook.judge(
    'date-seconds',
    withFraction === 0,
    phrase`${withFraction} of ${read} dates have fractions.`,
  );
}

interface Dated {
  id: RecordId;
  /** Epoch milliseconds, whole seconds. */
  updatedAt: number;
}

function asDated(record: JsonObject): Dated | undefined {
  const id = idOf(record);
  const date = dateIn(record, 'updated-at') ?? '';
  // Without an offset nobody knows the moment.
  const updatedAt = hasOffset(date) ? parseIso(date) : Number.NaN;
  return id === undefined || Number.isNaN(updatedAt)
    ? undefined
    : { id, updatedAt: Math.floor(updatedAt / 1000) * 1000 };
}

const since = 'updated-at[gt_or_eq]';

/** A filter on the updated date of a record, and whether it lets that record through. */
interface DateQuestion {
  assumption: AssumptionId;
  name: string;
  value: string;
  /** Whether the record has to be in the answer, or must not be. */
  isIn: boolean;
}

/** Asks for one record by its id and by a date beside, so that changes of others do not matter. */
class DateFilters {
  constructor(
    private readonly inquiry: Inquiry,
    private readonly notebook: Notebook,
    private readonly path: string,
    private readonly record: Dated,
  ) {}

  async ask(): Promise<void> {
    for (const question of this.questions()) await this.askOne(question);
  }

  private questions(): DateQuestion[] {
    const { updatedAt } = this.record;
    const [before, at, after] = [-1000, 0, 1000].map((by) => isoSeconds(updatedAt + by));
    const question = (assumption: AssumptionId, name: string, value = '', isIn = false): DateQuestion => ({
      assumption,
      name,
      value,
      isIn,
    });
    return [
      question('updated-filter', since, after),
      question('updated-filter', since, before, true),
      question('updated-inclusive', since, at, true),
      question('updated-gt', 'updated-at[gt]', at),
      question('updated-lt', 'updated-at[lt_or_eq]', before),
      question('spelling', 'updated_at[gt_or_eq]', after),
      // Read without its offset, the first is too late, and the second too early.
      question('query-zone', since, withOffset(updatedAt - 1000, 330), true),
      question('query-zone', since, withOffset(updatedAt + 1000, -480)),
    ];
  }

  private async askOne({ assumption, name, value, isIn }: DateQuestion): Promise<void> {
    // What is not heard at all is no question of zones or seconds.
    const isHeard = this.notebook.verdict('updated-filter') !== 'not kept';
    if (!isHeard && name === since) return;
    const there = await this.isThere([[name, value]]);
    if (there !== undefined) this.notebook.judge(assumption, there === isIn, isIn ? leftOut : notLeftOut);
  }

  /** Whether the record is in the answer; `undefined`: nobody knows. */
  private async isThere(parameters: readonly Parameter[]): Promise<boolean | undefined> {
    const { id } = this.record;
    const reply = await this.inquiry.list(this.path, [['id', id], ...parameters, ['limit', 2]]);
    if (reply.kind !== 'list') return undefined;
    const found = reply.records.map(idOf).filter((one) => one !== undefined);
    if (found.some((one) => compareIds(one, id) === 0)) return true;
    // Others came: the filter on the id was not heard, and this record may be on a later page.
    return found.length === 0 ? false : undefined;
  }
}

const leftOut: Phrase = phrase`A record was left out that belongs to it.`;
const notLeftOut: Phrase = phrase`A record came that does not belong to it.`;

/** A moment with an offset in minutes from UTC. */
function withOffset(epochMs: number, minutes: number): string {
  const local = new Date(epochMs + minutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(minutes);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Seconds by which a record may be ahead of the tenant's time without anybody being surprised. */
const aheadS = 300;

async function askFuture(inquiry: Inquiry, notebook: Notebook, path: string): Promise<void> {
  const now = inquiry.answers.at(-1)?.date;
  if (now === undefined) return;
  const from = now + aheadS * 1000;
  const reply = await inquiry.list(path, [
    ['updated-at[gt_or_eq]', isoSeconds(from)],
    ['limit', 5],
  ]);
  if (reply.kind !== 'list') return;
  const ahead = reply.records.filter((record) => parseIso(dateIn(record, 'updated-at') ?? '') >= from).length;
  if (ahead > 0 || reply.records.length === 0)
    notebook.judge('no-future', ahead === 0, phrase`Records that are, by five minutes and more: ${ahead}.`);
}
