import { types } from 'node:util';
import { phrase, type Text } from '../base/text/phrase';

/** What a value is that should be an object, in words. */
export function kindOf(value: unknown): Text {
  if (value === undefined) return phrase`nothing (the message has no payload)`;
  if (value === null) return 'null';
  if (isBytes(value)) return phrase`a buffer: put a json node in front`;
  if (Array.isArray(value)) return phrase`an array`;
  if (typeof value === 'string') return phrase`a text: put a json node in front`;
  return typeof value === 'object'
    ? phrase`an object that JSON cannot carry`
    : phrase`a value of type ${typeof value}`;
}

/** Whether it is bytes and no object, whatever made them: JSON would make an object of them that has each byte as a member. */
export function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);
}
