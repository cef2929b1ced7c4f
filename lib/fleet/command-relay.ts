import { randomBytes } from 'node:crypto';
import { atMost, type Clock, pause } from '../base/clock';
import { CoupaError, type CoupaErrorCode } from '../base/errors';
import { isObject } from '../base/form';
import { parsedJson } from '../base/json';
import { TaskQueue } from '../base/task-queue';
import { phrase } from '../base/text/phrase';
import type { Boxes } from './engine/boxes';

/** What a relay is made of. */
export interface CommandRelayParts {
  engine: Boxes;
  /** The poll's name in the engine. */
  poll: string;
  clock: Clock;
}

/** Milliseconds. */
const lookEveryMs = 500;
const patienceMs = 10_000;

/** Milliseconds that the leading instance waits for what others may have asked before: no longer, for an engine that is silent. */
const othersMs = 1000;

interface Letter {
  id: string;
  command: unknown;
}

type CarryOut = (command: unknown) => Promise<unknown>;

/** The leading instance's side. */
export interface Serving {
  /**
   * Resolves once all has begun that had reached the engine before: what this instance is asked itself has its turn then. Where the engine does
   * not say what others asked, it has its turn soon all the same.
   */
  behindOthers(): Promise<void>;
}

/** Brings what is asked of any instance to the one that leads, and its answer back. */
export class CommandRelay {
  constructor(private readonly parts: CommandRelayParts) {}

  /**
   * Asks the leading instance.
   *
   * @returns its answer; `undefined` where there is none to give.
   * @throws {CoupaError} what it threw; `COUPA_STATE` where nobody answered in time, or the engine cannot be reached.
   */
  async ask(command: unknown, signal: AbortSignal): Promise<unknown> {
    const { engine, poll, clock } = this.parts;
    const id = randomBytes(6).toString('hex');
    const letter: Letter = { id, command };
    await engine.post(poll, JSON.stringify(letter), patienceMs);
    for (let waited = 0; waited < patienceMs; waited += lookEveryMs) {
      const [answer] = await engine.collect(answersTo(poll, id));
      if (answer !== undefined) return readAnswer(answer);
      await pause(clock, lookEveryMs, signal);
    }
    throw new CoupaError(
      'COUPA_STATE',
      phrase`No instance of the fleet answered within ${patienceMs / 1000} seconds. Look at the node's status, which says who leads, before you ask again: the command may still be carried out.`,
    );
  }

  /**
   * Carries out what other instances ask, while this one leads, in the order in which it reached the engine.
   *
   * @param signal ends it.
   */
  serve(carryOut: CarryOut, signal: AbortSignal): Serving {
    const looks = new TaskQueue();
    // While the engine cannot be reached, nobody can ask; whoever leads is told of it elsewhere.
    const look = () => looks.run(() => this.look(carryOut).catch(() => undefined));
    void this.lookAgainAndAgain(look, signal);
    return { behindOthers: () => atMost(this.parts.clock, othersMs, look()) };
  }

  private async lookAgainAndAgain(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await look();
      await pause(this.parts.clock, lookEveryMs, signal).catch(() => undefined);
    }
  }

  private async look(carryOut: CarryOut): Promise<void> {
    const { engine, poll } = this.parts;
    for (const letter of await engine.collect(poll)) void this.answer(readLetter(letter), carryOut);
  }

  private async answer(letter: Letter | undefined, carryOut: CarryOut): Promise<void> {
    // Somebody else's, or damaged: whoever asked is told by its own patience.
    if (letter === undefined) return;
    const { id, command } = letter;
    const begun = async () => carryOut(command);
    const answer = await begun().then(
      (value) => ({ value }),
      (error: unknown) => ({ error: told(error) }),
    );
    const { engine, poll } = this.parts;
    // Who cannot be answered is told so by its own patience.
    await engine.post(answersTo(poll, id), JSON.stringify(answer), patienceMs).catch(() => undefined);
  }
}

/** @returns `undefined` for what is none. */
function readLetter(text: string): Letter | undefined {
  const letter = parsedJson(text);
  return isObject(letter) && typeof letter['id'] === 'string'
    ? { id: letter['id'], command: letter['command'] }
    : undefined;
}

function answersTo(poll: string, id: string): string {
  return `${poll}:answer:${id}`;
}

function told(error: unknown): { code: CoupaErrorCode; message: string } {
  if (error instanceof CoupaError) return { code: error.code, message: error.message };
  return { code: 'COUPA_STATE', message: error instanceof Error ? error.message : String(error) };
}

function readAnswer(text: string): unknown {
  const answer = parsedJson(text);
  if (!isObject(answer) || !isObject(answer['error'])) return isObject(answer) ? answer['value'] : undefined;
  const { code, message } = answer['error'];
  throw new CoupaError(code as CoupaErrorCode, phrase`${String(message)}`);
}
