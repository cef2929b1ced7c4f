import type { Findings } from '../../../base/findings';
import { phrase } from '../../../base/text/phrase';
import type { ExportPart, Mapping } from './export-part';

/** A template, and the hook that has it. */
export type FromPart = Mapping & { part: ExportPart };

/** How often the templates of a text become code, however many calls name them. */
const mostUses = 40;

/** The templates of a text, by the keys that calls name. */
export class Templates {
  private left = mostUses;
  private readonly parts = new Map<string, ExportPart[]>();

  constructor(private readonly all: readonly FromPart[]) {}

  /** Those with a key; none, with a finding, where the text has none, or its templates were taken too often. */
  take(key: string, most: number, findings: Findings): FromPart[] {
    const found = this.all.filter((one) => one.key === key).slice(0, Math.min(most, this.left));
    this.left -= found.length;
    this.parts.set(key, [...this.partsOf(key), ...found.map(({ part }) => part)]);
    if (found.length === 0) {
      findings.manual(
        'template',
        phrase`The template "${key}" is not in the text: paste the hook that makes it along, or write the payload into the function node.`,
      );
    }
    return found;
  }

  /** The key of the first one. */
  get firstKey(): string | undefined {
    return this.all[0]?.key;
  }

  /** Whether there are some, and all of their hooks are off. */
  get areOff(): boolean {
    return this.all.length > 0 && this.all.every(({ part }) => part.isOff);
  }

  /** The hooks of those with a key that were taken. */
  partsOf(key = ''): readonly ExportPart[] {
    return this.parts.get(key) ?? [];
  }

  /** Says of those that nothing took. */
  reportRest(findings: Findings): void {
    for (const { key } of this.all) {
      if (this.parts.has(key)) continue;
      findings.unsupported(
        'template',
        phrase`The template "${key}" was left out: no call in the text sends it.`,
      );
    }
  }
}
