/** What the values of an attribute are, as far as filters care. */
export type AttributeKind = 'number' | 'text' | 'date' | 'flag';

/** One attribute of a record. */
export interface Attribute {
  /** As records have it: `invoice-date`. */
  name: string;
  kind: AttributeKind;
}
