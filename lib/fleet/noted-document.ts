import { parsedJson } from '../base/json';
import type { StateStore } from '../ports/state-store';
import type { Notes } from './engine/notes';

/** Milliseconds: what nobody has written for so long is gone. */
const keptMs = 400 * 86_400_000;

/**
 * A small document of a poll that all instances of a fleet find by its name. It is under no fence: who writes last of two that led one
 * after the other is told that the other has written since, and lets it be. Only who has not written yet takes its place: what came in
 * between is of the one that led before.
 */
export class NotedDocument implements StateStore {
  private before: string | undefined;
  private hasWritten = false;

  constructor(
    private readonly engine: Notes,
    private readonly name: string,
  ) {}

  async load(): Promise<unknown> {
    await this.look();
    return this.before === undefined ? undefined : parsedJson(this.before);
  }

  async save(document: object): Promise<void> {
    const text = JSON.stringify(document);
    if (await this.replaceBy(text)) return;
    if (this.hasWritten) return;
    await this.look();
    await this.replaceBy(text);
  }

  private async look(): Promise<void> {
    this.before = (await this.engine.recall(this.name))?.text;
  }

  private async replaceBy(text: string): Promise<boolean> {
    const { before } = this;
    const isReplaced = await this.engine.replace(this.name, {
      ...(before !== undefined && { before }),
      text,
      keptMs,
    });
    if (isReplaced) {
      this.before = text;
      this.hasWritten = true;
    }
    return isReplaced;
  }
}
