import { hash } from 'node:crypto';

/**
 * What a mark changes by itself, or may: Coupa keeps who wrote a record last, when, and how often (`lock-version-key`). None of it is what a
 * record says.
 */
const aside: ReadonlySet<string> = new Set([
  'exported',
  'last-exported-at',
  'updated-at',
  'updated-by',
  'lock-version-key',
]);

/** Whether a member is no part of what a record says; dashes and underscores are the same. */
export function isAside(name: string): boolean {
  return aside.has(name.replaceAll('_', '-'));
}

/** No fingerprint of bytes, and no digest of a whole content, begins like this. */
const mark = 'said:';

/** Whether a text is what `saidBy` gives. */
export function isSaid(text: string): boolean {
  return text.startsWith(mark);
}

/**
 * Fingerprint of what a record says, as `isSameContent` sees it: in whatever order its members, and lines with ids, come, and whoever wrote it
 * last. Its own exported flag belongs to it: a record whose mark was taken back is to be sent again.
 *
 * @param exported the flag that it is to have in place of its own, where it has one
 */
export function saidBy(record: object, exported?: boolean): string {
  const flag = Object.getOwnPropertyDescriptor(record, 'exported')?.value;
  const shown = flag === undefined ? '' : String(exported ?? flag);
  return mark + hash('sha256', `${shown}:${plain(record)}`, 'base64url').slice(0, 16);
}

/** In one spelling, without what holds nothing. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${byId(value).map(plain).join()}]`;
  if (typeof value !== 'object' || value === null)
    return isBlank(value) ? '""' : JSON.stringify(String(value));
  const members = Object.entries(value)
    .filter(([name, member]) => !isAside(name) && !isBlank(member))
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${plain(member)}`).join()}}`;
}

/** Lines and tags have no order that is promised: in the order of their ids, where all have one. */
export function byId(list: readonly unknown[]): readonly unknown[] {
  const ids = list.map((item) => {
    const id: unknown =
      typeof item === 'object' && item !== null
        ? Object.getOwnPropertyDescriptor(item, 'id')?.value
        : undefined;
    return isBlank(id) ? undefined : String(id);
  });
  if (ids.some((id) => id === undefined)) return list;
  return list
    .map((item, index) => ({ item, id: ids[index] ?? '' }))
    .sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)))
    .map(({ item }) => item);
}

/** Whether a member holds nothing. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
