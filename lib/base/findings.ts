import { clip, type Finding, pointer, type Severity } from './finding';
import { type Phrase, phrase } from './text/phrase';

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

  /** A list of its own for the same place. */
  apart(): Findings {
    return new Findings([], this.keys);
  }

  /** Puts what is in the other list behind this one's. */
  join(others: Findings): void {
    for (const finding of others.list) this.push(finding);
  }

  mended(code: string, message: Phrase, was?: string, now?: string): void {
    this.add('mended', code, message, was, now);
  }

  unsupported(code: string, message: Phrase): void {
    this.add('unsupported', code, message);
  }

  check(code: string, message: Phrase): void {
    this.add('check', code, message);
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
    for (const finding of findings) this.push({ ...finding, path: prefix + finding.path });
  }

  private add(severity: Severity, code: string, message: Phrase, was?: string, now?: string): void {
    if (this.list.length > most) return;
    const finding: Finding = { severity, code, path: pointer(this.keys), message };
    if (was !== undefined) finding.was = clip(was);
    if (now !== undefined) finding.now = clip(now);
    this.push(finding);
  }

  private push(finding: Finding): void {
    if (this.list.length < most) this.list.push(finding);
    else if (this.list.length === most) this.list.push(more);
  }
}

/** More than any real configuration has. A text made of nothing else would fill the memory with them. */
const most = 2000;
const more: Finding = {
  severity: 'error',
  code: 'too-many',
  path: '',
  message: phrase`There is more to say of this text than ${most} findings; the rest is not listed.`,
};
