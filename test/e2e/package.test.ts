import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sizeOf } from '../size-of';
import { makeUserDir } from './harness/installed';

const root = join(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const nodeFiles: Record<string, string> = manifest['node-red'].nodes;

describe('The package, as npm would publish it', () => {
  let files: string[];

  before(async () => {
    files = await packedFiles();
  });

  it('holds the compiled nodes with their editor files, the examples, and what a reader looks for', () => {
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json']) {
      assert.ok(files.includes(file), `${file} is in the package`);
    }
    for (const file of Object.values(nodeFiles)) {
      assert.ok(files.includes(file), `${file} is in the package`);
      assert.ok(files.includes(file.replace(/\.js$/, '.html')), `${file} has its HTML beside it`);
      assert.ok(files.includes(scriptOf(file)), `${scriptOf(file)} is in the package`);
    }
    for (const example of readdirSync(join(root, 'examples'))) {
      assert.ok(files.includes(`examples/${example}`), `the example ${example} is in the package`);
    }
  });

  it('holds no tests, scripts, sources or leftovers', () => {
    const wanted = /^(dist|examples|resources)\/|^(README|LICENSE|CHANGELOG)(\.md)?$|^package\.json$/;
    assert.deepEqual(
      files.filter((file) => !wanted.test(file)),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /\.tsx?$|\.test\.|\.tgz$|^dist\/(test|scripts)\//.test(file)),
      [],
    );
  });

  it('holds no source map: the JavaScript keeps its names and says which file each part is from, and is what one debugs', () => {
    assert.deepEqual(
      files.filter((file) => file.endsWith('.map')),
      [],
    );
    for (const file of files.filter(isCompiled))
      assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), /sourceMappingURL/, file);
  });

  it('takes less than 12 MB when it is installed, with all that it needs', async () => {
    const { platform } = await import('../../scripts/platforms.mjs');
    const userDir = await makeUserDir(platform('node-red-5'));
    try {
      const size = sizeOf(join(userDir, 'node_modules'));
      assert.ok(size < 12e6, `${(size / 1e6).toFixed(2)} MB`);
    } finally {
      rmSync(userDir, { recursive: true, force: true });
    }
  });

  it('has an icon and a label in English for every node type', () => {
    for (const [type, file] of Object.entries(nodeFiles)) {
      const script = readFileSync(join(root, scriptOf(file)), 'utf8');
      const icon = /icon:"([^"]+\.svg)"/.exec(script)?.[1];
      const isConfiguration = script.includes('category:"config"');
      assert.ok(isConfiguration || icon, `${type} names an icon of its own`);
      if (icon) assert.ok(files.includes(join(dirname(file), 'icons', icon)), `${icon} is in the package`);
      const labels = file.replace(/([^/]+)\.js$/, 'locales/en-US/$1.json');
      assert.ok(files.includes(labels), `${labels} is in the package`);
    }
  });
});

describe('package.json, by the rules of the Node-RED flow library', () => {
  it('can be found: its name and keywords say Node-RED', () => {
    assert.match(manifest.name, /^node-red-contrib-[a-z0-9-]+$/);
    assert.ok(manifest.keywords.includes('node-red'));
    assert.ok(manifest.description.length > 0);
    assert.ok(manifest.license);
  });

  it('says which Node.js and which Node-RED it needs', () => {
    assert.match(manifest.engines.node, /^>=\s*\d+\.\d+\.\d+$/);
    assert.match(manifest['node-red'].version, /^>=\s*\d+/);
  });

  it('registers types of its own, each once', () => {
    const types = Object.keys(nodeFiles);
    for (const [type, file] of Object.entries(nodeFiles)) {
      assert.match(type, /^coupa-/, 'a type carries the prefix, so that it meets nobody else’s');
      assert.deepEqual(registeredBy(file), [type], `${file} registers the type it is listed under`);
    }
    assert.equal(new Set(types).size, types.length);
  });

  it('has read what registers its types when Node-RED has loaded it, and nothing else', () => {
    const { sources, packages } = loadedBy(
      `for (const file of ${JSON.stringify(Object.values(nodeFiles))}) require('${root}/' + file)(nothing);`,
    );
    assert.deepEqual(packages, []);
    assert.deepEqual(sources, [...registering, ...Object.values(nodeFiles).map(sourceOf)].sort());
  });

  it('reads luxon, undici and what reads XML or YAML when they are needed', () => {
    assert.deepEqual(loadedBy(`require('${root}/dist/nodes.js');`).packages, ['mustache']);
  });

  it('lists every node there is', () => {
    const written = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.html.ts'),
    );
    assert.deepEqual(
      Object.values(nodeFiles).sort(),
      written.map((file) => `dist/nodes/${file.replace(/\.html\.ts$/, '.js')}`).sort(),
    );
  });

  it('shows every node type in an example', () => {
    const folder = join(root, 'examples');
    const used = readdirSync(folder).flatMap((file) =>
      (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { type: string }[]).map(({ type }) => type),
    );
    for (const type of Object.keys(nodeFiles))
      assert.ok(used.includes(type), `${type} appears in an example`);
  });

  it('depends on six packages at most, each of which accepts the oldest Node.js it promises', () => {
    const dependencies = Object.keys(manifest.dependencies);
    assert.ok(dependencies.length <= 6, dependencies.join(', '));
    for (const name of dependencies) {
      const engines = JSON.parse(
        readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
      ).engines;
      assert.ok(
        accepts(engines?.node ?? '*', [20, 18, 1]),
        `${name} accepts Node.js 20.18.1: ${engines?.node}`,
      );
    }
  });

  it('points only to files that exist', () => {
    for (const file of Object.values(nodeFiles)) assert.ok(existsSync(join(root, file)), file);
  });
});

/** The types that a compiled file registers when Node-RED loads it. */
function registeredBy(file: string): string[] {
  const types: string[] = [];
  const nothing: unknown = new Proxy(() => undefined, { get: () => nothing, apply: () => nothing });
  const nodes = { ...Object(nothing), registerType: (type: string) => types.push(type) };
  const red = new Proxy({}, { get: (_, name) => (name === 'nodes' ? nodes : nothing) });
  createRequire(__filename)(join(root, file))(red);
  return types;
}

/** Sources that are read before there is a node, beside the files of the types. */
const registering = [
  'lib/base/options/option.ts',
  'lib/connection/settings/credential-names.ts',
  'lib/fleet/options.ts',
  'nodes/admin/editor-files.ts',
  'nodes/runtime/start/routes.ts',
  'nodes/runtime/start/when-needed.ts',
];

/** What a process has read that does this: sources, by the comments in the bundles that name them, and packages. `nothing`: has and does whatever is asked for. */
function loadedBy(work: string): { sources: string[]; packages: string[] } {
  const script = `const nothing = new Proxy(() => undefined, { get: () => nothing, apply: () => nothing });
    ${work}
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const files: string[] = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  const ours = files.filter((file) => file.startsWith(join(root, 'dist')));
  const named = ours.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^ *\/\/! (.+\.ts)$/gm)]);
  const others = files.filter((file) => !ours.includes(file));
  const packages = others.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file);
  return { sources: named.map(([, source = '']) => source).sort(), packages: [...new Set(packages)].sort() };
}

function sourceOf(file: string): string {
  return file.replace(/^dist\/(.+)\.js$/, '$1.ts');
}

/** The script of a node type in the editor, which its HTML names. */
function scriptOf(file: string): string {
  const html = readFileSync(join(root, file.replace(/\.js$/, '.html')), 'utf8');
  const [, name] = /src="coupa\/editor\/([^"]+)"/.exec(html) ?? [];
  return `dist/nodes/editor/${name}`;
}

/** The editor's scripts are bundles: minified, and without a map. */
/** The editor's scripts are the smallest possible: a browser loads them each time. */
function isCompiled(file: string): boolean {
  return /^dist\/.*\.js$/.test(file) && !file.startsWith('dist/nodes/editor/');
}

async function packedFiles(): Promise<string[]> {
  const { npmCli } = await import('../../scripts/run.mjs');
  const args = [npmCli(), 'pack', '--dry-run', '--json', '--ignore-scripts'];
  const [pack] = JSON.parse(
    execFileSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  return (pack.files as { path: string }[]).map(({ path }) => path);
}

/** Whether a range of npm's, as `engines` have them (`^20.17.0 || >=22.9.0`, `>=18`), holds a version. */
function accepts(range: string, version: readonly number[]): boolean {
  return range.split('||').some((part) =>
    part
      .trim()
      .replace(/([<>=^~])\s+/g, '$1')
      .split(/\s+(?=[<>=^~\d])/)
      .every((comparison) => holds(comparison, version)),
  );
}

function holds(comparison: string, version: readonly number[]): boolean {
  const [, operator = '', text = ''] = /^([<>=^~]*)v?(.*)$/.exec(comparison) ?? [];
  if (text === '' || text === '*') return true;
  const bound = text.split('.').map(Number);
  const difference = version.map((part, index) => part - (bound[index] ?? 0)).find((part) => part !== 0) ?? 0;
  if (operator === '>=') return difference >= 0;
  if (operator === '>') return difference > 0;
  if (operator === '<') return difference < 0;
  if (operator === '<=') return difference <= 0;
  return difference >= 0 && version[0] === bound[0];
}
