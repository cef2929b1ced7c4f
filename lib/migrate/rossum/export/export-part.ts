import type { BuiltValue } from '../../model/built-value';
import type { StepDescription } from '../../model/export-description';
import type { Answer } from './answers';

/**
 * What one hook has of an export. The first generation and the third one are whole in a hook, apart from the third one's template; the second
 * one is a chain of hooks.
 */
export interface ExportPart {
  generation: 'first' | 'second' | 'third';
  /** The hook's name; `""` where only its settings were pasted. */
  name: string;
  /** Number of the hook; `""` if it has none. */
  id: string;
  /** Numbers of the hooks that run before it. */
  runAfter: readonly string[];
  isOff: boolean;
  mappings: readonly Mapping[];
  calls: readonly Call[];
  extracts: readonly Extract[];
  /** Whether it says how to sign in. */
  signsIn: boolean;
}

/** A template, and what calls it by. */
export interface Mapping {
  key: string;
  /** `undefined`: it could not be read, which was said. */
  payload: BuiltValue | undefined;
}

/** A call, and what it has from other hooks. */
export interface Call extends Omit<StepDescription, 'takesStart' | 'disabled'> {
  /** Key of the template that builds its payload. */
  template?: string;
  /** Key by which other hooks know its answer. */
  answerKey?: string;
  /** The field that says whether it is made, where that is all that is known. */
  gate?: string;
}

/** What a hook takes out of the answer of another hook's call. */
export interface Extract {
  answerKey: string;
  answers: readonly Answer[];
}

/** Parts that are read of one text; nobody has as many hooks. */
export const mostParts = 50;
