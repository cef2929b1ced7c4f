import type { Phrase } from '../../base/text/phrase';

/**
 * Something that this package takes for granted of a tenant.
 *
 * | source | who says so |
 * | --- | --- |
 * | `documentation` | Coupa's integration documentation |
 * | `schemas` | Coupa's Swagger files of release 39 |
 * | `standard` | the standards of HTTP, OAuth and JSON |
 * | `experience` | nobody who would have to: other connectors, and what was seen |
 */
export interface Assumption {
  /** By which tests, issues and documentation name it: `id-gt`. */
  readonly id: string;
  /** What is assumed, as a sentence. */
  readonly assumption: Phrase;
  readonly source: 'documentation' | 'schemas' | 'standard' | 'experience';
  /** The file of this package that relies on it. */
  readonly usedIn: string;
  /** What the package does where it is not kept, and what to do about it. */
  readonly otherwise: Phrase;
}

/** Whether a tenant is as assumed; `unknown`: it has no records that would show it, or does not let us look. */
export type Verdict = 'kept' | 'not kept' | 'unknown';
