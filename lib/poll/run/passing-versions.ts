import type { Memory, Undo } from '../ledger/memory';
import type { Version } from '../model/record';

/** A version that was sent, without its record: a page of these takes several times its bytes. */
interface Passed {
  readonly identity: string;
  readonly updatedAt: number | undefined;
  readonly fingerprint: () => string | undefined;
}

/**
 * What the flow has of one page of a poll, and no later scan returns: it has to be known until the page is taken in, since a command, a deploy or
 * another page that fails has it read again from its beginning.
 */
export class PassingVersions {
  private readonly undos: Undo[] = [];
  private readonly passed = new Set<Passed>();

  constructor(
    private readonly memory: Pick<Memory, 'remember' | 'rememberSent'>,
    /** Whether the page may wait for the flow for so long that what is known has to be stored meanwhile: that takes a hash of each record. */
    private readonly isStored: boolean,
  ) {}

  /** It is sent now. What is returned takes that back. */
  add(version: Version): Undo {
    if (this.isStored) {
      const undo = this.memory.remember(version, true);
      this.undos.push(undo);
      return undo;
    }
    const { identity, updatedAt, laterFingerprint } = version;
    const passed = { identity, updatedAt, fingerprint: laterFingerprint };
    this.passed.add(passed);
    return () => this.passed.delete(passed);
  }

  /** The page was taken in. */
  forget(): void {
    for (const undo of this.undos) undo();
  }

  /** The page is to be read again. By its bytes, since the flow may have changed what is in a record. */
  keep(): void {
    const versions = [...this.passed].flatMap(({ identity, updatedAt, fingerprint }) => {
      const digest = fingerprint();
      return digest === undefined ? [] : [{ identity, updatedAt, digest }];
    });
    this.memory.rememberSent(versions);
  }
}
