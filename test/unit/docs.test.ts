import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectionOptions } from '../../lib/connection/settings/options';
import { pollOptions } from '../../lib/poll/model/options';
import { recordOptions } from '../../lib/records/model/options';
import { labelsOf } from '../node-rooms';

const root = join(__dirname, '..', '..');
const pages = ['README.md', 'CONTRIBUTING.md', ...namesIn('docs').filter((name) => name.endsWith('.md'))];

const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).map(
  (file) => `test/${file.replaceAll('\\', '/')}`,
);

describe('The documentation', () => {
  for (const page of pages) {
    it(`${page} points only to files and headings that are there`, () => {
      for (const link of linksOf(read(page))) {
        const [path = '', heading] = link.split('#');
        const target = path === '' ? page : join(dirname(page), path);
        assert.ok(existsSync(join(root, target)), `${link} leads to a file`);
        if (heading) assert.ok(headingsOf(read(target)).includes(heading), `${link} leads to a heading`);
      }
    });

    it(`${page} names only tests that are there`, () => {
      const named = Array.from(read(page).matchAll(/`([\w./-]+\.test\.ts)`/g), ([, name = '']) => name);
      const isThere = (name: string) => tests.some((file) => file === name || file.endsWith(`/${name}`));
      assert.deepEqual(
        named.filter((name) => !isThere(name)),
        [],
      );
    });
  }

  it('has a cause and a cure for every error code', () => {
    const [, codes = ''] = /type CoupaErrorCode =([^;]+);/.exec(read('lib/base/errors.ts')) ?? [];
    const wanted = Array.from(codes.matchAll(/'(COUPA_\w+)'/g), ([, code]) => code);
    const told = Array.from(
      read('docs/troubleshooting.md').matchAll(/^### (COUPA_\w+)$/gm),
      ([, code]) => code,
    );
    assert.ok(wanted.length > 10);
    assert.deepEqual(told, wanted);
  });

  it('calls errors what the canvas calls them', () => {
    const { errors } = textsOf('coupa-poll');
    const page = read('docs/troubleshooting.md');
    for (const [code, text] of Object.entries(errors ?? {}))
      if (code !== 'other')
        assert.match(page, new RegExp(`### ${code}\n\n\\*(On the canvas: )?${text}\\.\\*`));
  });

  it('tells of every notice of a poll, in its own words', () => {
    const page = read('docs/troubleshooting.md');
    for (const words of [
      'does not sort by id',
      'ignores the filter id[gt]',
      'without "id"',
      'are put aside',
    ]) {
      assert.ok(read('lib/poll/model/notices.ts').includes(words), `the notice says "${words}"`);
      assert.ok(page.includes(words), `the page says "${words}"`);
    }
  });

  const tables = [
    ['coupa-config', connectionOptions, 'docs/nodes.md'],
    ['coupa-poll', pollOptions, 'docs/nodes.md'],
    ['coupa-record', recordOptions, 'docs/records.md'],
  ] as const;
  for (const [type, table, name] of tables) {
    it(`explains every property of ${type} under its label in the dialog`, () => {
      const labels = textsOf(type)['label'] ?? {};
      const page = read(name);
      for (const property of Object.keys(table)) {
        if (property === 'name') continue;
        assert.ok(page.includes(`\`${property}\``), `${name} names ${property}`);
        const label = labels[property];
        if (label && !label.startsWith('…'))
          assert.match(
            page,
            new RegExp(`^\\| ${label} +\\|[^|]*\`${property}\``, 'm'),
            `${property}: ${label}`,
          );
      }
    });
  }
});

/** Targets of links and images that lie in the project. */
function linksOf(markdown: string): string[] {
  const text = markdown.replace(/```[\s\S]*?```/g, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/<img src="([^"]+)"/g)];
  return links.map(([, link = '']) => link).filter((link) => !/^https?:/.test(link));
}

/** The anchors of a page, as GitHub makes them. */
function headingsOf(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function textsOf(type: string): Record<string, Record<string, string>> {
  return JSON.parse(readFileSync(labelsOf(type, 'en-US'), 'utf8'))[type];
}

function namesIn(folder: string): string[] {
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
