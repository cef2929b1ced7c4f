import { isObject } from '../../base/form';

/** A row around a text that was put aside. */
export interface ParkedRow {
  id: string;
  before: string;
  /** What the page is called that it was put aside with. */
  page: string;
  /** Which of the page's texts it is. */
  field: number;
  after: string;
}

interface Row {
  readonly id: string;
  readonly [member: string]: unknown;
}

/** The text that stands in a message in place of its payload. */
const gap = 'null';

/** A row as the engine makes it of a payload that was put aside; `undefined` where the row has its payload itself. */
export function parkedRow(row: Row): ParkedRow | undefined {
  const { elsewhere, message, ...rest } = row;
  if (!isObject(elsewhere)) return undefined;
  const { page, index, at } = elsewhere;
  const [before, after] = [
    String(message).slice(0, Number(at)),
    String(message).slice(Number(at) + gap.length),
  ];
  return {
    id: row.id,
    page: String(page),
    field: Number(index),
    before: `${JSON.stringify(rest).slice(0, -1)},"message":"${within(before)}`,
    after: `${within(after)}"}`,
  };
}

/** Whether a row's payload was put aside when it was delivered: the engine alone has it. */
export function isElsewhere(row: Row): boolean {
  return isObject(row['elsewhere']);
}

/** The same with its message as the engine has it. */
export function withMessage({ elsewhere: _, ...row }: Row, message: string): Row {
  return { ...row, message };
}

/** What a text is within a text. */
function within(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
