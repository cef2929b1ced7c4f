import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const manifest = readJson('package.json') as { [field: string]: unknown; keywords: string[] };

interface ExampleNode {
  id: string;
  type: string;
  z?: string;
  name?: string;
  info?: string;
  x?: number;
  y?: number;
  wires?: string[][];
  /** Of a catch, complete or status node; a connection has a text of this name. */
  scope?: unknown;
  links?: string[];
  [property: string]: unknown;
}

describe('package.json', () => {
  it('has what Node-RED’s flow library asks of a package', () => {
    assert.match(String(manifest['name']), /^node-red-contrib-[a-z0-9-]+$/);
    assert.match(String(manifest['version']), /^\d+\.\d+\.\d+$/);
    assert.equal(manifest['license'], 'MIT');
    assert.ok(manifest.keywords.includes('node-red'));
    assert.equal((manifest['node-red'] as { version: string }).version, '>=4.0.0');
    assert.equal((manifest['engines'] as { node: string }).node, '>=20.18.1');
  });

  it('names licence and changelog files that are there and speak of this version', () => {
    assert.match(read('LICENSE'), /^MIT License/);
    assert.match(read('CHANGELOG.md'), /^## \[(Unreleased|\d+\.\d+\.\d+)\]/m);
  });

  it('is installed by a lock that names no registry, so that everyone’s own is used', () => {
    assert.deepEqual(resolvedIn('package-lock.json'), []);
  });

  it('is tried on platforms whose locks name no registry either', () => {
    const platforms = readdirSync(join(root, 'test/e2e/platforms'));
    assert.ok(platforms.length > 1);
    for (const platform of platforms)
      assert.deepEqual(resolvedIn(`test/e2e/platforms/${platform}/package-lock.json`), [], platform);
  });

  it('asks at run time for no package that needs a newer Node.js, over all its dependencies', () => {
    const lock = readJson('package-lock.json') as {
      packages: Record<string, { dev?: boolean; engines?: { node?: string } }>;
    };
    const runtime = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
    assert.ok(runtime.length > 0);
    for (const [path, { engines }] of runtime)
      assert.ok(acceptsOldest(engines?.node ?? '*'), `${path} wants Node.js ${engines?.node}`);
  });
});

describe('The examples', () => {
  const folder = join(root, 'examples');
  const files = readdirSync(folder);

  it('are flows, one tab each', () => {
    assert.ok(files.length >= 13);
    for (const file of files) {
      assert.match(file, /^[A-Z][\w -]+\.json$/, `${file} reads well in the import dialog`);
      assert.equal(ofType(nodesOf(file), 'tab').length, 1, `${file} brings one tab`);
    }
  });

  it('never share the id of a node, so that all of them can be imported together', () => {
    const ids = files.flatMap((file) => nodesOf(file).map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
  });

  for (const file of files) {
    const nodes = nodesOf(file);

    it(`"${file}" says what it does and what to change before deploying`, () => {
      const [comment] = ofType(nodes, 'comment');
      assert.match(String(comment?.info), /\*\*To change before you deploy:\*\*/);
    });

    it(`"${file}" has names on all its nodes but those that say by themselves what they do`, () => {
      const unnamed = nodes.filter(({ type, name }) => !['tab', 'coupa-cso-events'].includes(type) && !name);
      assert.deepEqual(unnamed, []);
    });

    it(`"${file}" leaves room between the nodes for their statuses`, () => {
      const placed = nodes.filter(({ x, y }) => x !== undefined && y !== undefined);
      for (const [index, one] of placed.entries())
        for (const other of placed.slice(index + 1))
          assert.ok(
            apart(one, other),
            `"${one.name}" and "${other.name}" are at (${one.x}, ${one.y}) and (${other.x}, ${other.y})`,
          );
    });

    it(`"${file}" leaves the address of the site to the user`, () => {
      for (const { siteAddress } of ofType(nodes, 'coupa-config')) assert.equal(siteAddress, '');
    });

    it(`"${file}" is wired to nodes of its own only`, () => {
      const ids = new Set(nodes.map(({ id }) => id));
      const named = nodes.flatMap(({ wires = [], links = [], scope }) => [
        ...wires.flat(),
        ...links,
        ...(Array.isArray(scope) ? scope : []),
      ]);
      assert.deepEqual(
        named.filter((id) => !ids.has(id)),
        [],
      );
    });

    it(`"${file}" holds no credentials, and nobody’s address`, () => {
      const text = read(join('examples', file));
      assert.doesNotMatch(text, /"credentials"|127\.0\.0\.1/);
      for (const [, host = ''] of text.matchAll(/https?:\/\/([^/"\\ ]+)/g))
        assert.match(host, /(^|\.)example\.(com|org)$|^acme\.coupahost\.com$|^localhost:1880$/);
    });
  }

  function nodesOf(file: string): ExampleNode[] {
    return readJson(join('examples', file)) as ExampleNode[];
  }
});

function ofType(nodes: ExampleNode[], type: string): ExampleNode[] {
  return nodes.filter((node) => node.type === type);
}

/** A node is 30 pixels high, its status 20; what stands side by side needs the width of a short name. */
function apart(one: ExampleNode, other: ExampleNode): boolean {
  const down = Math.abs((one.y ?? 0) - (other.y ?? 0));
  const across = Math.abs((one.x ?? 0) - (other.x ?? 0));
  return down >= 60 || across >= 120;
}

/** Whether a range as `engines` have it (`^20.17.0 || >=22.9.0`) holds Node.js 20.18.1. */
function acceptsOldest(range: string): boolean {
  return range.split('||').some((part) =>
    part
      .trim()
      .replace(/([<>=^~])\s+/g, '$1')
      .split(/\s+(?=[<>=^~\d])/)
      .every((comparison) => {
        const [, operator = '', major, minor = '0', patch = '0'] =
          /^([<>=^~]*)\s*v?(\d+|\*)(?:\.(\d+|x))?(?:\.(\d+|x))?/.exec(comparison) ?? [];
        if (major === undefined || major === '*') return true;
        const bound = [Number(major), Number(minor) || 0, Number(patch) || 0];
        const difference =
          [20, 18, 1].map((number, index) => number - (bound[index] ?? 0)).find((number) => number !== 0) ??
          0;
        if (operator === '>=') return difference >= 0;
        if (operator === '>') return difference > 0;
        if (operator === '<') return difference < 0;
        if (operator === '<=') return difference <= 0;
        return difference >= 0 && bound[0] === 20;
      }),
  );
}

function readJson(file: string): unknown {
  return JSON.parse(read(file));
}

/** The addresses from which a lock takes packages, whatever a user's own registry is. */
function resolvedIn(file: string): string[] {
  const lock = readJson(file) as { packages: Record<string, { resolved?: string }> };
  return Object.values(lock.packages).flatMap((one) => one.resolved ?? []);
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
