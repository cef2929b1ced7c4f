import type { Phrase } from '../../base/text/phrase';

/** A piece of a URL as it would be sent. `paging`: what the node adds itself. */
export interface PreviewPart {
  kind: 'literal' | 'date' | 'value' | 'paging';
  text: string;
}

/** What would be asked if the node polled now. */
export interface Preview {
  parts: PreviewPart[];
  /**
   * What was updated earlier is not asked for, epoch milliseconds; `undefined`: everything is. The URL says a second less, so
   * that no filter leaves out what lies on the edge.
   */
  from: number | undefined;
  /** What `from` follows from: how far the node has come, the moment of a first poll, or the start date. */
  basis: 'position' | 'now' | 'date';
  /** Seconds that `from` lies before its basis, for what becomes visible late. */
  reachBack: number;
  /** Where the node begins, whatever its URL asks for. */
  begins: PreviewedBeginning;
  /** What the user should know of how the URL was understood. */
  remarks: Phrase[];
}

/** Where the next poll of a node begins, and what says so. */
export interface PreviewedBeginning {
  /** How far the node has come, the command `reset`, the node's own `start`, or Coupa's exported flag alone. */
  decidedBy: 'position' | 'reset' | 'start' | 'flag';
  /** Epoch milliseconds; absent: the beginning of time. */
  from?: number;
}

/** A mistake in what is being typed. */
export interface PreviewMistake {
  message: Phrase;
  /** Index and number of the characters of the URL that are wrong, where that is known. */
  position?: number;
  length?: number;
  /** The node's property that is wrong, where it is another one. */
  property?: string;
}
