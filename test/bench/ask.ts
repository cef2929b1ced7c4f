import type { Child } from '../../scripts/programs';

/** Milliseconds after which something hangs. */
const patience = 1_200_000;

/**
 * Sends a message to a child process and waits for its answer.
 *
 * @throws when the child ends before it answered, or takes twenty minutes
 */
export function ask<Answer>(child: Child, question: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) =>
      reject(new Error(`${child.name} ${what}. It printed:\n${child.lines.slice(-20).join('\n')}`));
    const timer = setTimeout(() => fail('did not answer'), patience);
    child.process.once('message', (answer) => {
      clearTimeout(timer);
      resolve(answer as Answer);
    });
    void child.exited.then(() => {
      clearTimeout(timer);
      fail('ended before it answered');
    });
    child.process.send(question);
  });
}
