import { type Clock, pause } from '../base/clock';
import { type Phrase, phrase } from '../base/text/phrase';
import type { Engine } from './engine/engine';
import { Roster } from './roster';

/** What a fleet is made of, as one instance has it. */
export interface FleetParts {
  engine: Engine;
  /** `host:port` of the engine, as people are told. */
  engineName: string;
  /** How people call this instance. */
  instance: string;
  /** What tells this process from every other. */
  run: string;
  leaseMs: number;
  /** Whether this instance may lead polls. */
  mayLead: boolean;
  clock: Clock;
  /** Told once, when the engine is reached for the first time. */
  notice(text: Phrase): void;
}

/** Milliseconds for which a fleet that is closed waits for those who still have something to say to the engine. */
const patienceMs = 2000;

/**
 * One instance's place in a fleet: the engine, and who this instance is. Node-RED closes all nodes at the same time, so the engine stays
 * open until the last of those who hold it has let it go.
 */
export class Fleet {
  readonly roster: Roster;
  private readonly closing = new AbortController();
  private holders = 0;
  private letGo: (() => void) | undefined;
  private isGreeted = false;

  constructor(private readonly parts: FleetParts) {
    this.roster = new Roster(parts.engine, parts.clock);
  }

  get engine(): Engine {
    return this.parts.engine;
  }

  get engineName(): string {
    return this.parts.engineName;
  }

  get instance(): string {
    return this.parts.instance;
  }

  get run(): string {
    return this.parts.run;
  }

  get leaseMs(): number {
    return this.parts.leaseMs;
  }

  get mayLead(): boolean {
    return this.parts.mayLead;
  }

  /** Keeps the engine open. @returns lets it go. */
  hold(): () => void {
    this.holders += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.holders -= 1;
      if (this.holders === 0) this.letGo?.();
    };
  }

  /** The engine answers: from now on this instance is on the list, and what is to be known of the engine is told, once. */
  greet(): void {
    if (this.isGreeted || this.closing.signal.aborted) return;
    this.isGreeted = true;
    const { instance: name, run, notice, engineName } = this.parts;
    void this.roster.announce({ name, run }, this.closing.signal);
    this.engine.examine().then(
      ({ isLogged }) => {
        if (!isLogged) notice(unlogged(engineName));
      },
      // Whoever asks it for something says so.
      () => undefined,
    );
  }

  /** Closes the engine once nobody holds it, and after two seconds at the latest. */
  async close(): Promise<void> {
    this.closing.abort();
    const { clock, engine, run } = this.parts;
    const late = new AbortController();
    const isLate = pause(clock, patienceMs, late.signal).catch(() => undefined);
    await Promise.race([isLate, this.released()]);
    if (this.isGreeted) await Promise.race([isLate, this.roster.leave(run).catch(() => undefined)]);
    late.abort();
    await engine.close();
  }

  private released(): Promise<void> {
    if (this.holders === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.letGo = resolve;
    });
  }
}

function unlogged(name: string): Phrase {
  return phrase`The engine ${name} keeps no log of its changes (appendonly no). Nothing is lost when it crashes, but what was delivered since its last snapshot comes again then. Set its appendonly to yes.`;
}
