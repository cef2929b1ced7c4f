import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Process } from './process';

/** Something that a person is asked for. */
export interface TerminalQuestion {
  name: string;
  label: string;
  /** It is not shown while it is typed. */
  isSecret?: boolean;
}

/** Whether a person can be asked. */
export function isTerminal({ stdin, stderr }: Process): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks for one after the other, beside the report: on standard error. What is not answered (Ctrl-C) is absent. */
export function askAtTerminal(
  { stdin, stderr }: Process,
  questions: readonly TerminalQuestion[],
): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  const left = [...questions];
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (left[0]?.isSecret !== true) stderr.write(String(chunk));
      done();
    },
  });
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  stderr.write(promptOf(left[0]));
  // Several lines may come at once, pasted: who is asked next decides at once whether they are shown.
  lines.on('line', (line) => {
    const question = left.shift();
    if (question === undefined) return;
    answers[question.name] = line.trim();
    if (question.isSecret === true) stderr.write('\n');
    if (left.length === 0) lines.close();
    else stderr.write(promptOf(left[0]));
  });
  return new Promise((resolve) => {
    lines.once('close', () => {
      if (left.length > 0) stderr.write('\n');
      resolve(answers);
    });
  });
}

function promptOf(question: TerminalQuestion | undefined): string {
  return question === undefined ? '' : `${question.label}: `;
}
