/** Names of the files that something takes out of `msg.files`, each once, in the order of their first use. */
export function filesIn(described: unknown): string[] {
  return collect(described, ({ kind, source, keys }) =>
    kind === 'path' && source === 'files' && Array.isArray(keys) ? String(keys[0]) : undefined,
  );
}

/** Expressions that have no counterpart, each once. */
export function unreadIn(described: unknown): string[] {
  return collect(described, ({ kind, text }) => (kind === 'unread' ? String(text) : undefined));
}

function collect(described: unknown, take: (one: Record<string, unknown>) => string | undefined): string[] {
  const found = new Set<string>();
  const left: unknown[] = [described];
  while (left.length > 0 && found.size < most) {
    const one = left.pop();
    if (typeof one !== 'object' || one === null) continue;
    const taken = take(one as Record<string, unknown>);
    if (taken !== undefined) found.add(taken);
    left.push(...Object.values(one).reverse());
  }
  return [...found];
}

/** Nobody reads on behind as many. */
const most = 50;
