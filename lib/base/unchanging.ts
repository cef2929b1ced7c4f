const known = new WeakSet<object>();

/** Says of a value that neither it nor anything in it will ever change, so that what was made of it can be kept. */
export function unchanging<Value extends object>(value: Value): Value {
  known.add(value);
  return value;
}

/** Whether that was said of it. */
export function isUnchanging(value: unknown): value is object {
  return typeof value === 'object' && value !== null && known.has(value);
}
