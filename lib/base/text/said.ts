import type { Phrase } from './phrase';

/** What `sayAll` makes of a value, and JSON carries to the editor: every phrase in it is a text. */
export type Said<Value> = Value extends Phrase
  ? string
  : Value extends readonly (infer Item)[]
    ? Said<Item>[]
    : Value extends object
      ? { [Name in keyof Value]: Said<Value[Name]> }
      : Value;
