import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { connectionOptions } from '../../lib/connection/settings/options';
import { pollOptions } from '../../lib/poll/model/options';
import { recordOptions } from '../../lib/records/model/options';
import { labelsOf } from '../node-rooms';

const root = join(__dirname, '..', '..');
const pages = ['README.md', 'CONTRIBUTING.md', ...namesIn('docs').filter((name) => name.endsWith('.md'))];

const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).map(
  (file) => `test/${file.replaceAll('\\', '/')}`,
);

/** Pages for whoever carries on: a file that they name is one of ours. */
const forBuilders = ['CONTRIBUTING.md', 'docs/architecture.md'];

/** Pages whose files are in a user's hands. */
const forUsersOnly = /^docs\/(?:getting-started|migrating)\.md$/;

/** A path, or the name of a source, with or without places for names. */
const placeOfSources =
  /^[\w.-]*(?:[\w./*<>{},-]*\/|[\w./*<>{},-]+\.(?:ts|mjs|wat|css|json|html|md|yml|svg|txt))$/;

/** What is made by a script, a build, Coupa or an operating system. */
const madeElsewhere = /^(?:dist\/|\.cache\/|core\.js|command\.js|\/|flows\.json|@)/;

/** Every file of the checkout, and every folder with `/` at its end. */
const sources = ['lib', 'nodes', 'test', 'scripts', 'docs', 'examples', 'bench', '.github'].flatMap(
  (folder) => [
    `${folder}/`,
    ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(({ parentPath }) => !parentPath.includes('node_modules'))
      .map((entry) => {
        const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
        return entry.isDirectory() ? `${path}/` : path;
      }),
  ],
);
sources.push(...readdirSync(root));

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

  for (const page of pages.filter((name) => !forUsersOnly.test(name))) {
    it(`${page} names only files and folders of the sources that are there`, () => {
      const named = Array.from(read(page).matchAll(/`([^`\n]+)`/g), ([, name = '']) => name);
      // Of pages for users only what names a folder of ours is meant for a file of ours.
      const whole = forBuilders.includes(page)
        ? placeOfSources
        : /^(?:lib|nodes|test|scripts)\/[\w./*<>{},-]+$/;
      const places = named.filter((name) => whole.test(name) && !madeElsewhere.test(name)).flatMap(spellings);
      if (forBuilders.includes(page)) assert.ok(places.length > 50);
      assert.deepEqual(
        places.filter((place) => !sources.some((source) => place.test(source))),
        [],
      );
    });
  }

  for (const page of forBuilders) {
    it(`${page} names only what the sources have`, () => {
      const named = Array.from(read(page).matchAll(/`([A-Za-z]\w*)`/g), ([, name = '']) => name);
      // A word of several is a name in the code: `isTransientStatus`, `PollGauges`.
      const names = new Set(named.filter((name) => /[a-z][A-Z]/.test(name)));
      assert.ok(names.size > 10);
      const text = sources
        .filter((file) => /\.(?:ts|mjs|json)$/.test(file) && !file.includes('package-lock'))
        .map((file) => readFileSync(join(root, file), 'utf8'))
        .join('\n');
      const words = new Set(text.match(/\w+/g));
      assert.deepEqual(
        [...names].filter((name) => !words.has(name)),
        [],
      );
    });
  }

  for (const parent of ['lib', 'nodes']) {
    it(`docs/architecture.md names every folder of ${parent}/`, () => {
      const page = read('docs/architecture.md');
      const [, drawn = ''] = new RegExp(`^${parent}/\\n((?: .*\\n)+)`, 'm').exec(page) ?? [];
      // A folder directly below begins a part, and several may share one.
      const parts = drawn.split(/^(?= {2}\S)/m);
      const missing = foldersIn(parent).filter((folder) => {
        const [, room, ...below] = folder.split('/');
        const said = parts.find((part) => ` ${part.split('\n')[0]} `.includes(` ${room}/ `));
        return !said || below.some((name) => !said.includes(`${name}/`));
      });
      assert.deepEqual(missing, []);
    });
  }

  it('docs/getting-started.md lists every example', () => {
    const page = read('docs/getting-started.md');
    const names = readdirSync(join(root, 'examples')).map((file) => file.replace(/ - .*|\.json$/g, ''));
    assert.ok(names.length > 20);
    assert.deepEqual(
      names.filter((name) => !page.includes(`*${name}*`)),
      [],
    );
  });

  it('warns of filters that records leave: nobody is told of one that did', () => {
    assert.match(read('docs/nodes.md'), /A record that leaves a filter is not sent: with `status=approved`,/);
  });

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

/** What `a/{b,c}.ts` and `a/<type>/` may be. */
function spellings(name: string): RegExp[] {
  const braces = /\{([^}]+)\}/.exec(name);
  if (braces) {
    const [whole, list = ''] = braces;
    return list.split(',').flatMap((one) => spellings(name.replace(whole, one)));
  }
  const pattern = name.replace(/<\w+>|\*|[.]/g, (part) => (part === '.' ? '\\.' : '[^/]*'));
  return [new RegExp(`(?:^|/)${pattern}$`)];
}

/** Folders below another that hold sources. */
function foldersIn(parent: string): string[] {
  const isSource = (file: string) => file.startsWith(`${parent}/`) && /\.(?:ts|css|wat)$/.test(file);
  return [...new Set(sources.filter(isSource).map((file) => dirname(file)))];
}

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
