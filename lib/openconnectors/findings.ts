import type { Phrase } from '../text/phrase';
import { type Finding, pointer, type Severity } from './finding';

type Key = string | number;

/** Collects findings below one place of a pasted value. */
export class Findings {
  constructor(
    readonly list: Finding[] = [],
    private readonly keys: readonly Key[] = [],
  ) {}

  /** The same list, one or more keys deeper. */
  under(...keys: Key[]): Findings {
    return new Findings(this.list, [...this.keys, ...keys]);
  }

  mended(code: string, message: Phrase, was?: string, now?: string): void {
    this.add('mended', code, message, was, now);
  }

  unsupported(code: string, message: Phrase): void {
    this.add('unsupported', code, message);
  }

  manual(code: string, message: Phrase, was?: string): void {
    this.add('manual', code, message, was);
  }

  error(code: string, message: Phrase, was?: string): void {
    this.add('error', code, message, was);
  }

  /** Takes over findings whose paths begin at this place. */
  take(findings: readonly Finding[]): void {
    const prefix = pointer(this.keys);
    for (const finding of findings) this.list.push({ ...finding, path: prefix + finding.path });
  }

  private add(severity: Severity, code: string, message: Phrase, was?: string, now?: string): void {
    const finding: Finding = { severity, code, path: pointer(this.keys), message };
    if (was !== undefined) finding.was = was;
    if (now !== undefined) finding.now = now;
    this.list.push(finding);
  }
}
