import { type Clock, pause } from '../base/clock';
import { isObject } from '../base/form';
import { parsedJson } from '../base/json';
import type { Notes } from './engine/notes';

/** An instance that was seen a moment ago. */
export interface SeenInstance {
  /** As people call it. */
  name: string;
  /** What tells its process from every other. */
  run: string;
  /** Milliseconds since it was seen, by the engine's clock. */
  ageMs: number;
}

/** The name of the list in the engine. */
const listName = 'instances';

/** Milliseconds. */
const announcedEveryMs = 20_000;
const keptMs = 60_000;

/** Instances that announce themselves at the same moment. */
const mostTries = 5;

/**
 * The instances of a fleet, for people who look: each writes itself into one list every twenty seconds. Ages go by the engine's clock,
 * which says how long ago the list was written; clocks of instances may differ by hours.
 */
export class Roster {
  constructor(
    private readonly engine: Notes,
    private readonly clock: Clock,
  ) {}

  /** Those that were seen within the last minute, by name. */
  async seen(): Promise<SeenInstance[]> {
    const { instances } = await this.read();
    return instances.sort((one, other) => one.name.localeCompare(other.name));
  }

  /** Announces an instance again and again until the signal ends it. While the engine cannot be reached, nobody can look either. */
  async announce(own: { name: string; run: string }, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.write(own).catch(() => undefined);
      await pause(this.clock, announcedEveryMs, signal).catch(() => undefined);
    }
  }

  /** Takes an instance off the list, which is closed. */
  async leave(run: string): Promise<void> {
    await this.replaceBy((others) => others.filter((one) => one.run !== run));
  }

  private write(own: { name: string; run: string }): Promise<void> {
    return this.replaceBy((others) => [
      ...others.filter(({ run }) => run !== own.run),
      { name: own.name, run: own.run, ageMs: 0 },
    ]);
  }

  private async replaceBy(change: (instances: SeenInstance[]) => SeenInstance[]): Promise<void> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { instances, text: before } = await this.read();
      const text = JSON.stringify(change(instances));
      if (await this.engine.replace(listName, { before, text, keptMs })) return;
    }
  }

  private async read(): Promise<{ instances: SeenInstance[]; text?: string }> {
    const recalled = await this.engine.recall(listName);
    if (recalled === undefined) return { instances: [] };
    const { text, leftMs } = recalled;
    const list = parsedJson(text);
    const instances = (Array.isArray(list) ? list : [])
      .filter(isInstance)
      .map((one) => ({ ...one, ageMs: one.ageMs + keptMs - leftMs }))
      .filter(({ ageMs }) => ageMs < keptMs);
    return { instances, text };
  }
}

function isInstance(value: unknown): value is SeenInstance {
  if (!isObject(value)) return false;
  const { name, run, ageMs } = value;
  return typeof name === 'string' && typeof run === 'string' && typeof ageMs === 'number';
}
