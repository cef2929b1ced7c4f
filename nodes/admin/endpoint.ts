import type { Request, RequestHandler, Response } from 'express';
import { CoupaError } from '../../lib/base/errors';
import { phrase, type Say } from '../../lib/base/text/phrase';
import { sayAll } from '../../lib/base/text/say-all';
import { sayIn, translations } from '../runtime/language';
import type { Answers, Refusal } from './answers';
import { takePlace, userOf } from './places';

/** What the editor sent, not looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Characters of one field: no address, list of scopes, secret or URL has more. */
const longestField = 20_000;

/** Milliseconds that an answer may take: somebody is looking at a dialog. */
const longest = 30_000;

/**
 * Answers a request of the editor with JSON: what `work` resolves to, or `{ error: { code, message } }` for what a tenant or
 * a field made fail, phrases said in the editor's language. Bounded in time, and in number for each user; stops when the browser
 * goes away.
 */
export function endpoint<Path extends keyof Answers>(
  work: (body: Fields, signal: AbortSignal, say: Say, user: string) => Promise<Answers[Path]>,
): RequestHandler {
  return answering(async (request, response) => {
    const say = sayInEditor(request);
    const leave = takePlace(request);
    if (leave === undefined) {
      const message = say(phrase`Too much is being tried at once.`);
      response.status(503).json({ error: { code: 'busy', message } });
      return;
    }
    try {
      await answer(response, say, (signal) => work(asFields(request.body), signal, say, userOf(request)));
    } finally {
      leave();
    }
  });
}

/**
 * A handler of requests that cannot end the process: what it throws, at once or later, is answered with status 500, and
 * without what it says, which may hold a secret.
 */
export function answering(handle: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request, response) => {
    handle(request, response).catch(() => {
      if (response.headersSent) response.end();
      else response.status(500).json({ error: describe(undefined) });
    });
  };
}

/** Says phrases in the language of the editor that asks, which `ask.js` names. */
export function sayInEditor(request: Request): Say {
  return sayIn(request.acceptsLanguages('en', ...translations) || 'en');
}

async function answer(
  response: Response,
  say: Say,
  work: (signal: AbortSignal) => Promise<object>,
): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort(new CoupaError('COUPA_TIMEOUT', phrase`The editor went away.`));
  response.once('close', leave);
  const late = setTimeout(() => {
    const advice = phrase`Check the site address, the network and the proxy.`;
    gone.abort(new CoupaError('COUPA_TIMEOUT', phrase`No answer within ${longest / 1000} s. ${advice}`));
  }, longest);
  try {
    response.json(sayAll(await work(gone.signal), say));
  } catch (error) {
    if (response.headersSent || response.writableEnded) return;
    const status = error instanceof CoupaError ? 200 : 500;
    response.status(status).json(sayAll({ error: describe(error) }, say));
  } finally {
    clearTimeout(late);
    response.off('close', leave);
  }
}

/** What the editor is told of an error. Messages of `CoupaError` hold no secret; others might. */
function describe(error: unknown): Refusal['error'] {
  if (!(error instanceof CoupaError))
    return { code: 'other', message: phrase`Unexpected failure in Node-RED.` };
  const { code, phrase: message, statusCode } = error;
  return { code, message, ...(statusCode !== undefined && { statusCode }) };
}

/** An object, or an empty one for whatever else was sent. */
export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/**
 * A text that somebody may have typed or pasted into a field.
 *
 * @throws {CoupaError} `COUPA_CONFIG` if it is longer than anybody would make it.
 */
export function bounded(name: string, text: string): string {
  if (text.length <= longestField) return text;
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`"${name}" has ${text.length} characters; at most ${longestField} are read. Paste the value alone.`,
    { reason: { kind: 'setting', property: name } },
  );
}

/** A text; empty for whatever else was sent. */
export function asText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}
