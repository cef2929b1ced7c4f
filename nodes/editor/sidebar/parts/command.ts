import type { Answers } from '../../../admin/answers';
import { type Answer, AskFailed, ask, type Question } from '../../ask/ask';
import type { Say } from '../../page/say';

/** What came of a command: a sentence for the user where it failed. */
export type Outcome<Path extends keyof Answers> =
  | { answer: Answer<Path>; failure?: undefined }
  | { answer?: undefined; failure: string };

/** Asks the runtime to do something, and says in words why it did not. */
export async function order<Path extends keyof Answers>(
  question: Question<Path>,
  say: Say,
): Promise<Outcome<Path>> {
  try {
    const answer = await ask(question);
    return answer.error === undefined
      ? { answer: answer as Answer<Path> }
      : { failure: answer.error.message };
  } catch (error) {
    if (!(error instanceof AskFailed)) throw error;
    return { failure: say(whyNot(error)) };
  }
}

function whyNot({ isForbidden, status }: AskFailed): string {
  if (isForbidden) return 'sidebar.forbidden';
  if (status === 404) return 'sidebar.undeployed';
  return status === 409 ? 'sidebar.broken' : 'sidebar.unanswered';
}
