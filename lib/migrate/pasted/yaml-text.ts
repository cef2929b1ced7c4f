/** A text as YAML has it, and what gives a value of it back what had to be masked. */
export interface YamlText {
  text: string;
  asWritten: (value: unknown) => unknown;
}

/**
 * What people paste, as YAML: without a mail around it, of a page what stands between fences, its indentation without what a word processor or a
 * page puts there, texts in a word processor's quotes in plain ones. A filter's name (`updated-at[gt]`) and a placeholder (`${…}`) may
 * stand between brackets without quotes, where YAML itself would want some.
 */
export function yamlText(pasted: string): YamlText {
  const [, fenced] = /^[ \t]{0,20}```ya?ml[ \t]*\r?\n([\s\S]*?)^[ \t]{0,20}```/im.exec(pasted) ?? [];
  const lines = (fenced ?? pasted)
    .replace(masks, '')
    .split(/\r?\n/)
    .map((line) =>
      indented(line).replace(quoted, (_, before: string, text: string) => before + JSON.stringify(text)),
    );
  const first = lines.findIndex((line) => !isProse(line));
  const last = lines.findLastIndex((line) => !isProse(line));
  return {
    text: lines
      .slice(first, last + 1)
      .map(masked)
      .join('\n'),
    asWritten,
  };
}

function indented(line: string): string {
  const content = line.replace(/^[\s\u200b\ufeff]+/, '');
  const before = line.slice(0, line.length - content.length).replace(/[\u200b\ufeff]/g, '');
  return (
    before.replaceAll('\t', '  ').replace(/\s/g, ' ') +
    content.replace(/(?<=[:-])[\u00a0\u202f]/g, ' ').trimEnd()
  );
}

/** A value that is a text in quotes of a word processor. */
const quoted = /^(\s{0,200}(?:- ){0,20}(?:[^:“”]{1,200}:[ \t]{1,20})?)“([^“”]*)”$/;

/** What people write in front of a configuration, and behind one. */
function isProse(line: string): boolean {
  if (line === '') return true;
  return /^[\p{L}\p{N}*_~(]/u.test(line) && !/^[^{[|>&*!?%@`#].{0,500}?:(?:\s|$)/.test(line);
}

/** Signs that are nobody's, for those that YAML would take for its own. */
const maskOf: Readonly<Record<string, string>> = {
  '{': '\ue000',
  '}': '\ue001',
  '[': '\ue002',
  ']': '\ue003',
  ',': '\ue004',
  ':': '\ue005',
};
const ofMask = new Map(Object.entries(maskOf).map(([sign, mask]) => [mask, sign]));
const masks = /[\ue000-\ue005]/g;

function masked(line: string): string {
  return line.replace(/\$\{[^{}]{0,200}\}|(?<=[\w-])\[[\w-]{1,60}\]/g, (part) =>
    part.replace(/[{}[\],:]/g, (sign) => maskOf[sign] ?? sign),
  );
}

/** A value in whose texts, names included, signs are again what they were. It is no deeper than what is read of a text. */
function asWritten(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(masks, (mask) => ofMask.get(mask) ?? mask);
  if (Array.isArray(value)) return value.map(asWritten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [asWritten(key), asWritten(one)]));
}
