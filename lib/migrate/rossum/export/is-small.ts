/** Values in a template; none that somebody wrote has as many. */
const most = 8_000;

/** Whether a template that is JSON is small enough to make code of. */
export function isSmall(template: unknown): boolean {
  let left = most;
  const walk = (value: unknown): boolean => {
    left--;
    if (left < 0) return false;
    return typeof value !== 'object' || value === null || Object.values(value).every(walk);
  };
  return walk(template);
}
