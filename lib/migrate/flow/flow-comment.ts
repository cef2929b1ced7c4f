import { type Finding, isForReading } from '../../base/finding';
import { type Phrase, phrase, type Say } from '../../base/text/phrase';
import { plainMarkdown, withoutTags, withPlainValues } from './plain-markdown';

/** What the comment of an imported tab says; `undefined` if there is nothing to say. */
export interface FlowComment {
  name: Phrase;
  /** Markdown: a line for each finding that matters before a deploy. What the pasted text brought is shown, never rendered. */
  info: string;
}

/** Writes the comment of an imported tab. */
export function flowComment(findings: readonly Finding[], say: Say): FlowComment | undefined {
  const todo = findings.filter(isForReading);
  if (todo.length === 0) return undefined;
  const name =
    todo.length === 1
      ? phrase`Before you deploy: one thing to do`
      : phrase`Before you deploy: ${todo.length} things to do`;
  return { name, info: todo.map((finding) => line(finding, say)).join('\n') };
}

function line({ about, path, message }: Finding, say: Say): string {
  const places = [about === undefined ? '' : plainMarkdown(about), place(path)].filter((one) => one !== '');
  return `- ${[...places, withoutTags(say(withPlainValues(message)))].join(': ')}`;
}

/** A path as code, which is what it is, unless its keys would end the code. */
function place(path: string): string {
  return /^[\w/.~ -]+$/.test(path) ? `\`${path}\`` : plainMarkdown(path);
}
