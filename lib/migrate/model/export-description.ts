import type { RecordOperation } from '../../catalogue/record-operations';
import type { BuiltValue, Expression } from './built-value';

/** Calls that write one document to Coupa, in their order: a row of `coupa-record` nodes. */
export interface ExportDescription {
  /** What it is called; `""` if it has no name. */
  name: string;
  /** The templates of the first call's payload; each becomes a function node, and any of them begins. */
  starts: readonly StartDescription[];
  steps: readonly StepDescription[];
  /** All of it was switched off where it comes from; absent: it was not. */
  disabled?: true;
}

/** What begins an export: a template, or nothing but the document's fields. */
export interface StartDescription {
  name: string;
  /** `undefined`: the payload has to be written by hand. */
  payload?: BuiltValue;
  /** Its hook was switched off. */
  disabled?: true;
}

/** One call: a `coupa-record`, and the function nodes around it. */
export interface StepDescription {
  name: string;
  /** The node's properties. They never hold a word of the text that Node-RED or this package would fill in. */
  resource: string;
  operation: RecordOperation;
  /** With `action`; `""`: to be typed in. */
  action: string;
  /** Whether its payload is what the start built. */
  takesStart: boolean;
  /** Else its payload; absent: the id alone. */
  payload?: BuiltValue;
  /** The record that it is about; absent with `create` and `list`. */
  id?: Expression;
  /** `msg.file`: the file that is not one of the attachments. */
  file?: string;
  /** `msg.query` of a list, `msg.parameters` of anything else. */
  parameters?: BuiltValue;
  /** It is left out where this is false. */
  condition?: Expression;
  /** What of the answer becomes a field. */
  answers: readonly { field: string; value: Expression }[];
  /** Whether a failure ends the flow here. Else it is a warning, and the next call's turn. */
  stops: boolean;
  /** This hook alone was switched off. */
  disabled?: true;
}
