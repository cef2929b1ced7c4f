import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NumberOption, Option } from '../../lib/base/options/option';
import { largestPage } from '../../lib/catalogue/index-resources';
import { coupaDateFormat } from '../../lib/dates/coupa-date';
import { pollOptions } from '../../lib/poll/model/options';
import { labelsOf } from '../node-rooms';
import { optionTables } from '../option-tables';

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { encoding: 'utf8' }).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md'));

/** What a page calls a value that has no short name of its own. */
const words: Readonly<Record<string, string>> = { "Coupa's": coupaDateFormat };

/** A number with what it counts, as the pages say it. */
function told({ default: byDefault, unit }: NumberOption): string {
  return unit === undefined ? String(byDefault) : `${byDefault} ${unit}`;
}

/** Whether a cell of the column "default" tells an option's. */
function tells(cell: string, option: Option): boolean {
  switch (option.kind) {
    case 'number':
      return cell === told(option);
    case 'flag':
      return cell === (option.default ? 'yes' : 'no');
    default:
      // Without a default of its own the page says in words what becomes of an empty field.
      if (option.default === '') return !/[`\d]/.test(cell);
      return cell === `\`${option.default}\`` || words[cell] === option.default;
  }
}

/** The rows of the tables that have columns for a setting, its property and its default. */
function rowsOf(page: string): { properties: string[]; byDefault: string; about: string }[] {
  return Array.from(
    page.matchAll(/^\|[^|\n]*\|([^|\n]*`[^|\n]*)\|([^|\n]*)\|([^|\n]*)\|$/gm),
    ([, names = '', byDefault = '', about = '']) => ({
      properties: Array.from(names.matchAll(/`(\w+)`/g), ([, name = '']) => name),
      byDefault: byDefault.trim(),
      about,
    }),
  );
}

describe('The default of', () => {
  for (const type of ['coupa-config', 'coupa-fleet', 'coupa-poll']) {
    const table = optionTables[type] ?? {};
    const [, section = ''] =
      new RegExp(`\n## ${type}\n(.*?)(?:\n## |$)`, 's').exec(read('docs/nodes.md')) ?? [];
    const rows = rowsOf(section);

    for (const [name, option] of Object.entries(table)) {
      if (name === 'name') continue;
      it(`${name} (${type}) is what docs/nodes.md says, and its bounds are`, () => {
        const row = rows.find(({ properties }) => properties.includes(name));
        assert.ok(row, `docs/nodes.md has a row for ${name}`);
        const cells = row.byDefault.split(', ');
        const cell = cells.length === 1 ? cells[0] : cells[row.properties.indexOf(name)];
        // The created date's format and zone are the updated one's.
        if (!/^created/.test(name) || !row.byDefault.endsWith('as above') || cell?.startsWith('`'))
          assert.ok(
            tells(cell ?? '', option),
            `docs/nodes.md: the default of ${name} is "${cell}", not "${option.default}"`,
          );
        if (option.kind !== 'number') return;
        const [, down] = /down to ([\d.]+)/.exec(row.about) ?? [];
        assert.equal(Number(down ?? 0), option.leastAboveZero, `docs/nodes.md: fractions of ${name}`);
        const [, most] = /at most (\d+)/.exec(row.about) ?? [];
        assert.equal(Number(most ?? option.max), option.max, `docs/nodes.md: ${name} at most`);
      });
    }
  }

  it('a setting is the same in the README as in the table', () => {
    const { label } = JSON.parse(readFileSync(labelsOf('coupa-poll', 'en-US'), 'utf8'))['coupa-poll'];
    const rows = Object.entries(pollOptions).flatMap(([name, option]) => {
      if (option.kind !== 'number') return [];
      const [, cell] = new RegExp(`^\\| ${label[name]} \\| ([^|]*) \\|`, 'm').exec(read('README.md')) ?? [];
      return cell === undefined ? [] : [{ name, cell, told: told(option) }];
    });
    assert.ok(rows.length >= 2);
    for (const { name, cell, told } of rows) assert.equal(cell, told, `README.md: ${name}`);
  });

  it('a setting is the same wherever a page tells it behind the name, as in `overlap` (… seconds)', () => {
    const numbers = Object.assign({}, ...Object.values(optionTables)) as Record<string, Option>;
    const places = pages.flatMap((page) =>
      Array.from(read(page).matchAll(/`(\w+)` \((\d+ \w+)\)/g), ([, name = '', said]) => ({
        page,
        name,
        said,
      })),
    );
    const known = places.filter(({ name }) => numbers[name]?.kind === 'number');
    assert.ok(known.length > 0);
    for (const { page, name, said } of known) {
      const option = numbers[name];
      assert.equal(said, option?.kind === 'number' ? told(option) : '', `${page}: ${name}`);
    }
  });

  it('the overlap is what docs/migrating.md says of pollDelay', () => {
    const [, overlap] =
      /^\| `pollDelay`.* (\d+) where nothing is said/m.exec(read('docs/migrating.md')) ?? [];
    assert.equal(Number(overlap), pollOptions.overlap.default);
  });

  it('a page is as large as Coupa gives it, in docs/nodes.md too', () => {
    const [, most] = /`pageSize`.*Coupa gives (\d+) at most/.exec(read('docs/nodes.md')) ?? [];
    assert.equal(Number(most), largestPage);
  });
});
