import { byId, isAside, isBlank } from '../model/said';

/**
 * Whether an answer says of a record what was delivered of it, `exported` and dates aside. A member that only one of both has says nothing:
 * lists and single records may be answered in different forms.
 *
 * @param withoutNulls `removeNulls`: what was delivered lacks members that held nothing, so one that only the answer has was filled.
 */
export function isSameContent(delivered: unknown, answered: unknown, withoutNulls: boolean): boolean {
  if (isList(delivered) && isList(answered)) return isSameList(delivered, answered, withoutNulls);
  if (isObject(delivered) && isObject(answered)) return isSameObject(delivered, answered, withoutNulls);
  if (isBlank(delivered) || isBlank(answered)) return isBlank(delivered) && isBlank(answered);
  return (
    typeof delivered !== 'object' && typeof answered !== 'object' && String(delivered) === String(answered)
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isSameObject(delivered: Fields, answered: Fields, withoutNulls: boolean): boolean {
  const names = withoutNulls ? Object.keys({ ...delivered, ...answered }) : Object.keys(delivered);
  return names.every((name) => {
    if (isAside(name)) return true;
    if (!Object.hasOwn(answered, name)) return true;
    if (!Object.hasOwn(delivered, name)) return isBlank(answered[name]);
    return isSameContent(delivered[name], answered[name], withoutNulls);
  });
}

/** Lines and tags have no order that is promised: they are compared by their ids where all have one. */
function isSameList(
  delivered: readonly unknown[],
  answered: readonly unknown[],
  withoutNulls: boolean,
): boolean {
  if (delivered.length !== answered.length) return false;
  const [one, other] = [byId(delivered), byId(answered)];
  return one.every((item, index) => isSameContent(item, other[index], withoutNulls));
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
