import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assumptions } from '../../../lib/examine/assumptions/assumptions';

const root = join(__dirname, '..', '..', '..');

describe('The assumptions', () => {
  it('stand in docs/operations.md, each with who says so, where it is used, and what is done without it', () => {
    const page = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
    const rows = assumptions.map(
      ({ id, assumption, source, usedIn, otherwise }) =>
        `| \`${id}\` | ${assumption} | ${source} | \`${usedIn}\` | ${otherwise} |`,
    );
    const table = [
      '| id | assumption | source | used in | then |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
    assert.ok(page.includes(table), `the table has to be:\n${table}`);
  });

  it('name files that are there', () => {
    const gone = assumptions.filter(({ usedIn }) => !existsSync(join(root, usedIn)));
    assert.deepEqual(
      gone.map(({ id, usedIn }) => `${id}: ${usedIn}`),
      [],
    );
  });

  it('have names of their own', () => {
    const ids = assumptions.map(({ id }) => id);
    assert.deepEqual([...new Set(ids)], ids);
  });
});
