import type { StateStore } from '../ports/state-store';
import type { Notes } from './engine/notes';
import { parsed } from './fenced-store';

/** Milliseconds: what nobody has written for so long is gone. */
const keptMs = 400 * 86_400_000;

/**
 * A small document of a poll that all instances of a fleet find by its name. It is under no fence: who writes last of two that led one
 * after the other is told that the other has written since, and lets it be.
 */
export class NotedDocument implements StateStore {
  private before: string | undefined;

  constructor(
    private readonly engine: Notes,
    private readonly name: string,
  ) {}

  async load(): Promise<unknown> {
    this.before = (await this.engine.recall(this.name))?.text;
    return this.before === undefined ? undefined : parsed(this.before);
  }

  async save(document: object): Promise<void> {
    const text = JSON.stringify(document);
    const { before } = this;
    const isReplaced = await this.engine.replace(this.name, {
      ...(before !== undefined && { before }),
      text,
      keptMs,
    });
    if (isReplaced) this.before = text;
  }
}
