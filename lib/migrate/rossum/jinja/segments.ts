/** A piece of a Jinja template: what is written as it is, a value to fill in, or a statement. Comments are left out. */
export interface Segment {
  kind: 'text' | 'expression' | 'statement';
  text: string;
}

const kinds = { '{{': 'expression', '{%': 'statement', '{#': 'comment' } as const;
const ends = { '{{': '}}', '{%': '%}', '{#': '#}' } as const;

/** Takes a template apart. Time is linear in its length; a piece that has no end is text. */
export function segmentsOf(template: string): Segment[] {
  const segments: Segment[] = [];
  const text = (from: number, to: number) => {
    if (to > from) segments.push({ kind: 'text', text: template.slice(from, to) });
  };
  const begins = /\{[{%#]/g;
  // Where one kind of end is not found any more, it is not looked for again.
  const unending = new Set<string>();
  let at = 0;
  for (let begin = begins.exec(template); begin !== null; begin = begins.exec(template)) {
    const open = begin[0] as keyof typeof kinds;
    const end = unending.has(open) ? -1 : template.indexOf(ends[open], begin.index + 2);
    if (end < 0) {
      unending.add(open);
      continue;
    }
    text(at, begin.index);
    const kind = kinds[open];
    const inside = template.slice(begin.index + 2, end).replace(/^[-+]|-$/g, '');
    if (kind !== 'comment') segments.push({ kind, text: inside.trim() });
    at = end + 2;
    begins.lastIndex = at;
  }
  text(at, template.length);
  return segments;
}
