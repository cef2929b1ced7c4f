/** A text as a literal of JavaScript. What a text from outside says is never more than a text in code. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (end) => (end === '\u2028' ? '\\u2028' : '\\u2029'));
}

/** A key of an object literal. `__proto__` would be no key there, but the object's prototype. */
export function quotedKey(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : quoted(key);
}
