/** What a word without quotes says in JSON, or in a language that is written like it: `true`, `None`, `12`; `undefined` for text. */
export function readLiteral(word: string): { value: unknown } | undefined {
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word)) return { value: numberOf(word) };
  return literals.get(word);
}

const literals = new Map<string, { value: unknown }>(
  Object.entries({
    true: true,
    True: true,
    false: false,
    False: false,
    null: null,
    None: null,
    undefined: null,
  }).map(([word, value]) => [word, { value }]),
);

/** Digits that a number cannot hold stay text. */
function numberOf(text: string): number | string {
  const number = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? text : number;
}
