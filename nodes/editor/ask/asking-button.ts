import type { Said } from '../../../lib/base/text/said';
import type { Answers, Refusal } from '../../admin/answers';
import { busyLine, isOccupied, occupy } from '../page/busy';
import { verdict } from '../page/verdict';
import { type Answer, AskFailed, ask } from './ask';
import { type Asking, lastAnswer, type Outcome } from './last-answer';

/** What a button asks, and how it is told what comes of it. */
export interface ButtonQuestion<Path extends keyof Answers> {
  path: Path;
  /** While nobody has answered; where this user may not ask; where there is no answer. */
  texts: { busy: string; forbidden: string; failed: string };
  /** What stands above the runtime's own words where it refuses. */
  refused: (code: Said<Refusal>['error']['code']) => string;
  describe: (answer: Answer<Path>) => HTMLElement[];
}

type Answered<Path extends keyof Answers> = Answer<Path> | Said<Refusal>;

/** A button that asks the runtime, and a place beside it that shows what was answered last. */
export class AskingButton<Path extends keyof Answers> {
  private readonly answered: Asking<Answered<Path>>;

  constructor(
    private readonly button: HTMLButtonElement,
    private readonly place: HTMLElement,
    private readonly question: ButtonQuestion<Path>,
  ) {
    this.answered = lastAnswer((outcome) => {
      occupy(button, false);
      this.show(...this.describe(outcome));
      // At 200 % it would come below the edge, and pressing would seem to do nothing.
      place.firstElementChild?.scrollIntoView({ block: 'nearest' });
    });
  }

  /** Does something when the button is pressed, unless it is asking. */
  onPress(press: () => void): void {
    this.button.addEventListener('click', () => {
      if (!isOccupied(this.button)) press();
    });
  }

  ask(body: object): void {
    // The button that was pressed may be another one, which goes away.
    this.button.focus();
    occupy(this.button, true);
    this.show(busyLine(this.question.texts.busy));
    void this.answered(() => ask({ path: this.question.path, body }));
  }

  show(...elements: HTMLElement[]): void {
    this.place.replaceChildren(...elements);
  }

  /** Puts away what was answered, or is being asked for: it does not fit the fields any more. */
  readonly forget = (): void => {
    this.answered.drop();
    occupy(this.button, false);
    this.show();
  };

  private describe(outcome: Outcome<Answered<Path>>): HTMLElement[] {
    const { texts, refused, describe } = this.question;
    if (!('answer' in outcome)) {
      const isForbidden = outcome.failure instanceof AskFailed && outcome.failure.isForbidden;
      return [verdict('error', isForbidden ? texts.forbidden : texts.failed)];
    }
    const { answer } = outcome;
    if (answer.error) return [verdict('error', refused(answer.error.code), answer.error.message)];
    return describe(answer);
  }
}
