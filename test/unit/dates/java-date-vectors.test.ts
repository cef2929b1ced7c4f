import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JavaDatePattern } from '../../../lib/dates/java-date-pattern';
import { readZone } from '../../../lib/dates/zone';

/**
 * What a JDK 17 printed and read, grouped by pattern and zone. A row is the index of the instant in `instants`, the
 * printed text, and what Java read from that text, in milliseconds after the instant.
 */
interface Vectors {
  instants: number[];
  patterns: {
    pattern: string;
    zones: Record<string, [instant: number, text: string, difference: number][]>;
  }[];
}

/** A year in which the JDK's run is within the 100 years that two digits can mean. */
const now = Date.UTC(2026, 10, 22);

/** A day of the year, weeks and a weekday: Java takes them for 1970's. */
const yearless = 'D w W F u k';

describe('Java date patterns, against a JDK 17', () => {
  const vectors = [...readVectors()];

  it('has all vectors at hand', () => {
    assert.equal(vectors.length, 4253);
  });

  it('prints every instant as Java does', () => {
    for (const { pattern, zone, instant, text } of vectors) {
      assert.equal(pattern.format(instant, zone), text, `${instant} by ${pattern.pattern} in ${zone.name}`);
    }
  });

  it('reads every text as Java does, where the text names a year or Java finds what was printed', () => {
    let others = 0;
    for (const { pattern, zone, text, read } of vectors) {
      if (pattern.pattern === yearless && pattern.format(read, zone) !== text) others += 1;
      else assert.equal(pattern.parse(text, zone), read, `${text} by ${pattern.pattern} in ${zone.name}`);
    }
    assert.equal(others, 149);
  });

  it('refuses a text whose fields contradict each other, where Java believes the last of them', () => {
    let refused = 0;
    for (const { pattern, zone, text } of vectors.filter((vector) => vector.pattern.pattern === yearless)) {
      try {
        assert.equal(pattern.format(pattern.parse(text, zone), zone), text);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'COUPA_RESPONSE', String(error));
        refused += 1;
      }
    }
    assert.ok(refused > 100, `refused ${refused}`);
  });

  it('reads what it printed as an instant that prints alike, unless an offset lost its minutes', () => {
    for (const { pattern, zone, text } of vectors) {
      if (!pattern.letters.toLowerCase().includes('y') || /[^X]X$/.test(pattern.pattern)) continue;
      assert.equal(pattern.format(pattern.parse(text, zone), zone), text);
    }
  });
});

function* readVectors() {
  const file = join(__dirname, 'java-dates.json');
  const { instants, patterns }: Vectors = JSON.parse(readFileSync(file, 'utf8'));
  for (const group of patterns) {
    const pattern = JavaDatePattern.compile(group.pattern, now);
    for (const [name, rows] of Object.entries(group.zones)) {
      const zone = readZone(name);
      for (const [index, text, difference] of rows) {
        const instant = instants[index] ?? Number.NaN;
        yield { pattern, zone, instant, text, read: instant + difference };
      }
    }
  }
}
