import { createHash } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';
import { type Clock, systemClock } from '../../lib/base/clock';
import { CoupaError } from '../../lib/base/errors';
import { Phrase, phrase } from '../../lib/base/text/phrase';
import type { Kept, StateStore } from '../../lib/ports/state-store';

/** Milliseconds that a store may take for an answer: Node-RED itself waits fifteen seconds for a node that it closes. */
const patienceMs = 10_000;

/** Milliseconds after which a write that was never answered counts as lost. Until then it may still be carried out. */
const lostAfterMs = 60_000;

/** A state document in one of Node-RED's context stores; it survives a restart if that store does. */
export class ContextStore implements StateStore {
  /** By key: the last write, until the store has answered it. */
  private readonly underWay = new Map<string, { begun: number; ended: Promise<void> }>();

  constructor(
    private readonly node: Node,
    /** Name of the store in Node-RED's settings. */
    private readonly store: string,
    /** Where the document is kept in the node's context. */
    private readonly key = 'coupa',
    private readonly clock: Clock = systemClock,
  ) {}

  load(): Promise<unknown> {
    return this.ask(phrase`could not be read`, (done) =>
      this.node
        .context()
        .get(this.key, this.store, (error: unknown, value: unknown) => done(error, value ?? undefined)),
    );
  }

  save(document: object): Promise<void> {
    return this.write(this.key, document);
  }

  /** In the same store, under a key of its own that is named for what is kept. */
  async keep(kind: Kept, text: string): Promise<string> {
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const key = `${this.key}_${kind}_${digest}`;
    await this.write(key, text);
    // As Node-RED itself writes where a value is.
    return `#:(${this.store})::${key}`;
  }

  /** What is written later has to be stored later: a write that took too long is waited for by the next one, so that it cannot replace it. */
  private async write(key: string, value: object | string): Promise<void> {
    const what = phrase`could not be written`;
    const before = this.underWay.get(key);
    if (before !== undefined && this.clock.monotonic() - before.begun < lostAfterMs)
      await this.ask(what, (done) => void before.ended.then(() => done(undefined)));
    await this.ask(what, (done) => {
      let answered = () => {};
      const ended = new Promise<void>((resolve) => {
        answered = resolve;
      });
      const own = { begun: this.clock.monotonic(), ended };
      this.underWay.set(key, own);
      const settle = (error: unknown) => {
        if (this.underWay.get(key) === own) this.underWay.delete(key);
        answered();
        done(error);
      };
      try {
        this.node.context().set(key, value, this.store, settle);
      } catch (error) {
        settle(error ?? 'error');
      }
    });
  }

  private ask(what: Phrase, act: Asking): Promise<unknown> {
    const late = () => phrase`it has not answered for ${patienceMs / 1000} seconds`;
    return answerOf(act, this.clock, late).catch((reason: unknown) => {
      throw this.failure(what, reason);
    });
  }

  private failure(what: Phrase, error: unknown): CoupaError {
    const reason = error instanceof Phrase ? error : error instanceof Error ? error.message : String(error);
    return new CoupaError(
      'COUPA_STATE',
      phrase`The position ${what} in the context store "${this.store}": ${reason}. Check contextStorage in settings.js.`,
    );
  }
}

/** Asks a context store, which calls back once it has an answer. */
type Asking = (done: (error: unknown, value?: unknown) => void) => void;

/**
 * What a context store answers. It is somebody else's: it may throw at once, or never call back, and nobody would know why nothing happens.
 *
 * @param late what is thrown where it takes too long
 */
function answerOf(ask: Asking, clock: Clock, late: () => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(late()), patienceMs);
    const done = (error: unknown, value?: unknown) => {
      clock.clearTimeout(timer);
      if (error) reject(error);
      else resolve(value);
    };
    try {
      ask(done);
    } catch (error) {
      done(error ?? 'error');
    }
  });
}

/**
 * What a context store answers to somebody who wants a value.
 *
 * @throws what it answers as an error, or throws; {CoupaError} `COUPA_STATE` where it takes too long.
 */
export function storeAnswer(store: string | undefined, ask: Asking): Promise<unknown> {
  return answerOf(ask, systemClock, () => late(store));
}

function late(store = 'default'): CoupaError {
  return new CoupaError(
    'COUPA_STATE',
    phrase`the context store "${store}" did not answer within ${patienceMs / 1000} seconds`,
  );
}

/**
 * Makes sure that Node-RED has a context store: it takes its default one for a name that it does not know, and says so only
 * in the log.
 *
 * @returns what the user should know of it, if anything.
 * @throws {CoupaError} `COUPA_CONFIG` when there is none of that name.
 */
export function checkContextStore(RED: NodeAPI, name: string): Phrase | undefined {
  const stores = storesOf(RED);
  const names = contextStoreNames(RED);
  if (!names.includes(name)) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`There is no context store "${name}" in settings.js; there are: ${names.join(', ')}. Correct the name, or leave it empty to keep the position in a file.`,
      { reason: { kind: 'setting', property: 'stateStore' } },
    );
  }
  if (moduleOf(stores, name) !== 'memory') return undefined;
  return phrase`The context store "${name}" is in memory: after a restart the node begins anew. Leave the name empty to keep the position in a file.`;
}

/** The names that a context store can be asked for by. */
export function contextStoreNames(RED: NodeAPI): string[] {
  return [...new Set(['default', ...Object.keys(storesOf(RED))])];
}

function storesOf(RED: NodeAPI): Readonly<Record<string, unknown>> {
  return (RED.settings as { contextStorage?: Record<string, unknown> }).contextStorage ?? {};
}

/** A store may be named by another: `default: "file"`. Without any, the default one is in memory. */
function moduleOf(stores: Readonly<Record<string, unknown>>, name: string): unknown {
  const store = stores[name] ?? (name === 'default' ? Object.values(stores)[0] : undefined);
  if (store === undefined) return 'memory';
  if (typeof store === 'string') return moduleOf({ ...stores, [name]: undefined }, store);
  return (Object(store) as { module?: unknown }).module;
}
