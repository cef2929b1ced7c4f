/** The polynomial of gzip's CRC, its bits turned around. */
const polynomial = 0xedb88320;

/** What a CRC has to be multiplied by when so many bytes follow what it was made of. */
export function shiftBy(bytes: number): number {
  // x to the power of eight times the bytes, by squaring.
  let power = 0x80000000;
  let square = 0x00800000;
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(square, power);
    square = multiply(square, square);
  }
  return power;
}

/** The CRC of two texts behind each other, made of theirs; `shift`: `shiftBy` of the second's length. */
export function joinCrc(first: number, second: number, shift: number): number {
  return (multiply(shift, first) ^ second) >>> 0;
}

/** Multiplies two polynomials modulo gzip's, as zlib's `crc32_combine` does. */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor;
    factor = (factor & 1) === 1 ? (factor >>> 1) ^ polynomial : factor >>> 1;
  }
  return product >>> 0;
}
