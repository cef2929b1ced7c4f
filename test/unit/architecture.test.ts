import assert from 'node:assert/strict';
import { parsedSources, type Source, sourcePaths } from '../parsed-sources';
import {
  circles,
  forbiddenArrows,
  fullFolders,
  layersToCome,
  packagesAbroad,
} from './architecture/exceptions';
import { arrowsBetween, circlesIn } from './architecture/graph';
import { folderOf, importsOf } from './architecture/imports';
import { isIn, layerOf, mayImport } from './architecture/layering';
import { layers, packageHomes } from './architecture/layers';
import {
  anysOf,
  assertionsOf,
  declarationsOf,
  distributionOf,
  filesOf,
  functionsOf,
  hidingFilesOf,
  ignoresOf,
} from './architecture/measures';

/** Whoever prints or serialises an object of these must not see what it holds: elsewhere `private` will do. */
const hidingFiles = [
  'lib/base/errors.ts',
  'lib/base/secrets/scrub.ts',
  'lib/base/secrets/secret-finder.ts',
  'lib/connection/connection.ts',
  'lib/local/token-source.ts',
];

const imports = parsedSources().flatMap(importsOf);
const betweenFiles = imports.filter(({ kind }) => kind === 'file');

const noLongerNeeded = 'stands in exceptions.ts and is needed no more: take it out';

describe('The folders', () => {
  const rows = Object.keys(layers);

  it('have layers that import only what is below them', () => {
    for (const [index, [layer, below]] of Object.entries(layers).entries())
      for (const name of below)
        assert.ok(
          name === 'lib' ? layer.startsWith('nodes') : rows.slice(0, index).includes(name),
          `${layer} → ${name}`,
        );
  });

  it('belong to a layer each', () => {
    assert.deepEqual(
      sourcePaths().filter((path) => layerOf(path) === undefined),
      [],
    );
  });

  it('are there for each layer, but for those to come', () => {
    const isThere = (layer: string) => sourcePaths().some((path) => isIn(path, layer));
    assert.deepEqual(
      rows.filter((layer) => !isThere(layer)),
      rows.filter((layer) => layersToCome.includes(layer)),
    );
  });

  it('import only what their layer may', () => {
    const arrows = arrowsBetween(betweenFiles, (path) => layerOf(path) ?? path);
    const forbidden = [...arrows].flatMap(([from, ends]) =>
      [...ends]
        .filter(([to]) => !mayImport(from, to))
        .map(([to, why]) => ({ arrow: `${from} → ${to}`, why })),
    );
    const known = forbiddenArrows.map(([from, to]) => `${from} → ${to}`);
    assert.deepEqual(
      forbidden.filter(({ arrow }) => !known.includes(arrow)),
      [],
    );
    assert.deepEqual(
      known.filter((arrow) => !forbidden.some((one) => one.arrow === arrow)),
      [],
      noLongerNeeded,
    );
  });

  it('do not import each other in a circle', () => {
    const arrows = arrowsBetween(betweenFiles, folderOf);
    assert.deepEqual(circlesIn(arrows, circles), []);
    const needless = circles.filter((one) => {
      const others = circles.filter((other) => other !== one);
      return circlesIn(arrows, others).length === 0;
    });
    assert.deepEqual(needless, [], noLongerNeeded);
  });

  it('have no circle among their files either, types included', () => {
    assert.deepEqual(circlesIn(arrowsBetween(betweenFiles, (path) => path)), []);
  });

  it('import packages where these are at home', () => {
    const packages = imports.filter(({ kind }) => kind === 'package');
    const abroad = packages.filter(
      ({ from, to }) => !(packageHomes[to] ?? []).some((home) => isIn(from, home)),
    );
    const isKnown = ({ from, to }: { from: string; to: string }) =>
      packagesAbroad.some(([name, folder]) => name === to && folder === folderOf(from));
    assert.deepEqual(
      abroad.filter((one) => !isKnown(one)),
      [],
    );
    const needless = packagesAbroad.filter(
      ([name, folder]) => !abroad.some(({ from, to }) => name === to && folder === folderOf(from)),
    );
    assert.deepEqual(needless, [], noLongerNeeded);
    const used = new Set(packages.map(({ to }) => to));
    assert.deepEqual(
      Object.keys(packageHomes).filter((name) => !used.has(name)),
      [],
      'stands in layers.ts and is imported nowhere',
    );
  });

  it('hold 20 source files at most', () => {
    const counts = new Map<string, number>();
    for (const folder of sourcePaths().map(folderOf)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count > 20);
    assert.deepEqual(
      full.filter(([folder]) => !fullFolders.includes(folder)),
      [],
    );
    assert.deepEqual(
      fullFolders.filter((folder) => !full.some(([one]) => one === folder)),
      [],
      noLongerNeeded,
    );
  });
});

describe('The measures', () => {
  const houses: Record<string, Source[]> = {
    'lib/': parsedSources().filter(({ path }) => isIn(path, 'lib')),
    'nodes/': parsedSources().filter(({ path }) => isIn(path, 'nodes')),
  };
  const report: string[] = [];

  for (const [house, files] of Object.entries(houses)) {
    it(`of ${house} hold: files of 300 lines at most`, () => {
      const { median, p90, longest } = distributionOf(filesOf(files));
      report.push(`${house} ${files.length} files: ${median}/${p90}/${longest.lines} lines (median/p90/max)`);
      assert.ok(longest.lines <= 300, `${longest.place} has ${longest.lines} lines`);
    });

    it(`of ${house} hold: functions of 52 lines at most`, () => {
      const functions = functionsOf(files);
      const { median, p90, longest } = distributionOf(functions);
      report.push(
        `${house} ${functions.length} functions: ${median}/${p90}/${longest.lines} lines (median/p90/max)`,
      );
      assert.ok(longest.lines <= 52, `${longest.place} has ${longest.lines} lines`);
    });

    it(`of ${house} hold: no any, no !, nothing that is ignored`, () => {
      const [anys, assertions, ignores] = [anysOf(files), assertionsOf(files), ignoresOf(files)];
      report.push(`${house} ${anys.length} any, ${assertions.length} !, ${ignores.length} ignores`);
      assert.deepEqual([...anys, ...assertions, ...ignores], []);
    });

    it(`of ${house} hold: # only where a printed object would show secrets, or a sentence twice`, () => {
      assert.deepEqual(
        hidingFilesOf(files),
        hidingFiles.filter((path) => isIn(path, house.slice(0, -1))),
      );
    });

    it(`of ${house} hold: 96 % of what is exported has a docstring`, () => {
      const { count, undocumented } = declarationsOf(files);
      const percent = Math.floor((100 * (count - undocumented.length)) / count);
      report.push(`${house} ${count} exported declarations, ${percent} % documented`);
      assert.ok(percent >= 96, `${percent} %; without a docstring: ${undocumented.join(', ')}`);
    });
  }

  after(() => {
    process.stdout.write(`${report.map((line) => `      ${line}\n`).join('')}`);
  });
});
