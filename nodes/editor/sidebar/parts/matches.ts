/** Whether what is typed into the filter stands in one of some texts: every word of it, in any case. */
export function matches(filter: string, texts: readonly string[]): boolean {
  const whole = texts.join(' ').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}
