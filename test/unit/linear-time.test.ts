import assert from 'node:assert/strict';
import { entries, takeIn } from '../fuzz/entries';
import { fragments } from '../fuzz/fragments';

/** Two texts of which the longer one has four times as many characters. */
interface Lengths {
  /** Characters of the shorter one. */
  short: number;
  /**
   * Milliseconds of the processor's time that the longer one takes at least, where growth is worth a word. Others that use this machine do not
   * count.
   */
  negligible: number;
  /** How much longer four times the text may take: linear is 4, quadratic 16; what lies between is the machine's. */
  most: number;
}

/**
 * A URL is refused from 16,384 characters on, and what is refused is read by nobody. Of what is that short a step may be most of the time, so it
 * has to take longer, and grow more: another thing that is looked for from some length on, or the first collection of garbage (thirty copies of the text
 * took 7 to 9 times as long).
 */
const lengths: readonly Lengths[] = [
  { short: 3900, negligible: 120, most: 12 },
  { short: 16_384, negligible: 40, most: 9 },
];

/** What stands behind the repeats: what looks for them at the end of a text looks at each anew where something else is there. */
const ends = ['', '\nx'];

describe('what comes from outside', () => {
  for (const entry of entries) {
    it(`is read in linear time as ${entry.name}`, async function () {
      // What takes twenty times the same text takes a minute where the machine is busy with others.
      this.timeout(900_000);
      const slow: string[] = [];
      for (const fragment of fragments) {
        for (const end of ends) {
          for (const pair of lengths) {
            const growth = await growthOf(fragment, end, pair);
            if (growth !== undefined) slow.push(`${JSON.stringify(fragment)} × ${growth}`);
          }
        }
      }
      assert.deepEqual(slow, []);

      async function growthOf(fragment: string, end: string, pair: Lengths): Promise<string | undefined> {
        const { short, negligible, most } = pair;
        const long = await millisecondsFor(fragment, 4 * short, end);
        if (long < negligible) return undefined;
        // The machine may have been busy: only what is slow each time is slow.
        for (let attempt = 0; attempt < 4; attempt += 1) {
          const before = await millisecondsFor(fragment, short, end);
          const after = await millisecondsFor(fragment, 4 * short, end);
          if (after < negligible || after < most * before) return undefined;
        }
        return `${short}: ${Math.round(await millisecondsFor(fragment, short, end))} ms, ${4 * short}: ${Math.round(long)} ms`;
      }

      async function millisecondsFor(fragment: string, length: number, end: string): Promise<number> {
        const text = fragment.repeat(Math.ceil(length / fragment.length)) + end;
        const before = process.cpuUsage();
        await takeIn(entry, text);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      }
    });
  }
});
