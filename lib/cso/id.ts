/**
 * Ids are documented as integers and sent as strings of 19 digits, beyond what a JavaScript number holds. The other
 * characters are allowed so that a tenant with another kind of id works; none of them can change a path.
 */
const ID = /^[\w-]{1,64}$/;

/** What was found where an id was expected: the id, or why it is none. */
export type IdReading = { id: string } | { fault: string };

/** Reads an id given as text, number or big integer. A number too large to be exact is a fault, never rounded. */
export function readId(value: unknown): IdReading {
  if (typeof value === 'bigint') return { id: String(value) };
  if (typeof value === 'number') return readNumber(value);
  if (typeof value === 'string') return readText(value.trim());
  if (value === undefined || value === null) return { fault: 'is missing' };
  return {
    fault: `has to be a text or a number, not ${Array.isArray(value) ? 'an array' : `a ${typeof value}`}`,
  };
}

/** Whether a value is a number whose digits JavaScript may already have changed. */
export function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

function readNumber(value: number): IdReading {
  if (isRounded(value)) {
    return {
      fault: 'is a number too large for JavaScript, its last digits are already lost: give it as a text',
    };
  }
  return Number.isInteger(value) ? { id: String(value) } : { fault: `is ${value}, not a whole number` };
}

function readText(text: string): IdReading {
  if (text === '') return { fault: 'is empty' };
  if (ID.test(text)) return { id: text };
  return { fault: `is ${JSON.stringify(text.slice(0, 80))}: an id has only digits, letters, "_" and "-"` };
}
