/** Pieces of JSON: put together in any order they are JSON now and then, and mostly nearly so. */
export const jsonScraps = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"',
  '\\',
  '1',
  '-',
  ' ',
  '12345678901234567',
  'e5',
  '.',
] as const;
