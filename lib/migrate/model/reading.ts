import type { Finding } from '../../base/finding';
import type { Description } from './description';

/** What a pasted configuration says, and what has to be said about it. */
export interface Reading {
  description: Description;
  findings: Finding[];
}
