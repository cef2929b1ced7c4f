import type { Reading } from './model/reading';
import type { ExportPart } from './rossum/export/export-part';
import type { RossumPurpose } from './rossum/rossum-hook';

/** A reading of one of the configurations in a text. */
export interface OneReading extends Reading {
  /** What the hook is called; `""` if it has no name. */
  name: string;
  /** What a hook of Rossum is for; `undefined` for Open Connectors. */
  purpose: RossumPurpose | undefined;
  /** What a hook has of an export; absent for any other. */
  part?: ExportPart;
}
