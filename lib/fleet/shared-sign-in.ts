import { createHash } from 'node:crypto';
import { type Clock, pause } from '../base/clock';
import { CoupaError, type CoupaErrorCode } from '../base/errors';
import { isObject } from '../base/form';
import { parsedJson } from '../base/json';
import { phrase } from '../base/text/phrase';
import { isRefusal, pauseAfterRefusals } from '../local/refused-sign-in';
import type { SignIn, TokenAnswer } from '../ports/tokens';
import type { Notes } from './engine/notes';
import type { TokenCipher } from './token-cipher';

/** What a shared sign-in is made of. */
export interface SharedSignInParts {
  engine: Notes;
  /** The name that all who use one client id at one site share. */
  name: string;
  cipher: TokenCipher;
  /** What tells this process from every other. */
  run: string;
  clock: Clock;
}

/** Milliseconds. */
const lockMs = 90_000;
const askAgainMs = 500;
const leastLeftMs = 60_000;
const rememberedMs = 3_600_000;

interface Refusal {
  code: CoupaErrorCode;
  message: string;
  count: number;
}

/**
 * A sign-in that a fleet shares: whoever needs a token takes the one in the engine; who finds none signs in while the others wait. A
 * refusal is waited out by all. While the engine cannot be reached, each signs in for itself.
 */
export function sharedSignIn(parts: SharedSignInParts, signIn: SignIn): SignIn {
  /** What was given out last: asked for again, it was refused, or is too old. */
  let given: string | undefined;
  const { engine, clock } = parts;

  return async () => {
    for (let waited = 0; waited < lockMs; waited += askAgainMs) {
      const answer = await orElse(() => share(), 'alone' as const);
      if (answer === 'alone') return signIn();
      if (answer !== 'wait') {
        given = hashOf(answer.value);
        return answer;
      }
      await pause(clock, askAgainMs, new AbortController().signal);
    }
    return signIn();
  };

  async function share(): Promise<TokenAnswer | 'wait'> {
    const found = await findToken(parts, given);
    if (found.answer !== undefined) return found.answer;
    await throwRefusal(parts);
    const lock = `${parts.name}:lock`;
    if (!(await engine.replace(lock, { text: parts.run, keptMs: lockMs }))) return 'wait';
    try {
      // Whoever held the lock before may have brought one.
      const meanwhile = await findToken(parts, given);
      return meanwhile.answer ?? (await publish(parts, signIn, meanwhile.text));
    } finally {
      await orElse(() => engine.replace(lock, { before: parts.run, keptMs: 0 }), false);
    }
  }
}

/** The token in the engine, if it is one that can be used, and what is there in its place. */
async function findToken(
  { engine, name, cipher }: SharedSignInParts,
  given: string | undefined,
): Promise<{ answer?: TokenAnswer; text?: string }> {
  const recalled = await engine.recall(name);
  if (recalled === undefined) return {};
  const { text, leftMs } = recalled;
  const answer = readAnswer(cipher.open(text), leftMs);
  const isUsable = answer !== undefined && leftMs >= leastLeftMs && hashOf(answer.value) !== given;
  return isUsable ? { answer, text } : { text };
}

async function publish(
  { engine, name, cipher }: SharedSignInParts,
  signIn: SignIn,
  before: string | undefined,
): Promise<TokenAnswer> {
  const answer = await signIn().catch(async (error: unknown) => {
    await orElse(() => remember(engine, name, error), undefined);
    throw new SignInFailure(error);
  });
  const text = cipher.seal(JSON.stringify(answer));
  await orElse(() => engine.replace(name, { before, text, keptMs: answer.expiresIn * 1000 }), false);
  return answer;
}

/** What the tenant said, and not the engine. */
class SignInFailure extends Error {
  constructor(readonly failure: unknown) {
    super();
  }
}

/** What an engine that can be reached answers, or else something in its place. @throws what the tenant answered. */
async function orElse<Result, Other>(ask: () => Promise<Result>, other: Other): Promise<Result | Other> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SignInFailure) throw error.failure;
    if (error instanceof CoupaError && ['COUPA_STATE', 'COUPA_CONFIG'].includes(error.code)) return other;
    throw error;
  }
}

async function remember(engine: Notes, name: string, error: unknown): Promise<void> {
  if (!(error instanceof CoupaError) || !isRefusal(error.code)) return;
  const before = (await engine.recall(`${name}:refusal`))?.text;
  const count = (readRefusal(before)?.count ?? 0) + 1;
  const refusal: Refusal = { code: error.code, message: error.message, count };
  await engine.replace(`${name}:refusal`, { before, text: JSON.stringify(refusal), keptMs: rememberedMs });
}

/** @throws {CoupaError} what another instance was told a moment ago. */
async function throwRefusal({ engine, name }: SharedSignInParts): Promise<void> {
  const recalled = await engine.recall(`${name}:refusal`);
  const refusal = readRefusal(recalled?.text);
  if (recalled === undefined || refusal === undefined) return;
  const age = rememberedMs - recalled.leftMs;
  // Less than nothing: the engine's clock has gone back, and nobody knows.
  if (age < 0 || age >= pauseAfterRefusals(refusal.count)) return;
  const text = phrase`Another instance of the fleet was refused a moment ago: ${refusal.message}`;
  throw new SignInFailure(new CoupaError(refusal.code, text, { outcome: 'not sent' }));
}

function readAnswer(text: string | undefined, leftMs: number): TokenAnswer | undefined {
  const answer = text === undefined ? undefined : (JSON.parse(text) as TokenAnswer);
  return answer && { ...answer, expiresIn: Math.floor(leftMs / 1000) };
}

function readRefusal(text: string | undefined): Refusal | undefined {
  if (text === undefined) return undefined;
  const refusal = parsedJson(text);
  return isObject(refusal) && typeof refusal['count'] === 'number'
    ? (refusal as unknown as Refusal)
    : undefined;
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
