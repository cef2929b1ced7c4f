import type { FencedStore, LocalPosition } from '../fleet/fenced-store';
import type { Kept, StateStore } from '../ports/state-store';
import type { FleetBook } from './fleet-book';

/**
 * A store in the engine that leaves a copy behind when the node is closed: a node that leaves the fleet with the next deploy goes on
 * from there, and one that stays never looks at it as long as the engine holds the position.
 */
export class WritingBack implements StateStore {
  private writesBack = false;

  constructor(
    private readonly engine: StateStore & Partial<Pick<FencedStore, 'whole' | 'documentedBy'>>,
    private readonly local: Pick<StateStore & LocalPosition, 'save' | 'leaves'>,
    /** Told when there can be no copy; nothing else depends on it. */
    private readonly failed: (error: unknown) => void,
    /** What has changed of it is stored with the document. */
    private readonly book: Pick<FleetBook, 'stored' | 'refused' | 'closes'>,
    /** There is a copy. Default: nobody wants to know. */
    private readonly copied: () => void = () => undefined,
  ) {}

  /** What is saved from now on is saved here, too, once the engine has it: what it refuses is not the fleet's position. */
  writeBack(): void {
    this.writesBack = true;
    this.book.closes();
  }

  load(): Promise<unknown> {
    return this.engine.load();
  }

  async save(document: object): Promise<void> {
    try {
      await this.engine.save(document);
    } catch (error) {
      if (this.writesBack) await this.book.refused();
      throw error;
    }
    await this.book.stored(this.writesBack);
    if (this.writesBack) await this.copy(document).catch(this.failed);
  }

  private async copy(document: object): Promise<void> {
    const { documentedBy } = this.engine;
    await this.local.save((await this.engine.whole?.(document)) ?? document);
    this.copied();
    if (documentedBy !== undefined) await this.local.leaves?.(documentedBy);
  }

  async keep(kind: Kept, text: string): Promise<string> {
    return (await this.engine.keep?.(kind, text)) ?? '';
  }
}
