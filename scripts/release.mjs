import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cache, root } from './paths.mjs';
import { npm, run, say } from './run.mjs';
import { main } from './setup.mjs';

/**
 * Makes a release of what is checked out: checks, tests, packs and tags it. It pushes and publishes nothing; what is left
 * to do is printed at the end.
 */
main(import.meta.url, async () => {
  const { name, version } = JSON.parse(read('package.json'));
  const problems = findProblems({
    version,
    lockedVersion: JSON.parse(read('package-lock.json')).version,
    changelog: read('CHANGELOG.md'),
    changes: git('status', '--porcelain'),
    tags: git('tag', '--list').split('\n'),
  });
  if (problems.length > 0) throw new Error(`Version ${version} is not released:\n- ${problems.join('\n- ')}`);
  await succeed('The tests', run(process.execPath, [join(root, 'scripts', 'test.mjs')]));
  const folder = join(cache, 'release');
  mkdirSync(folder, { recursive: true });
  await succeed('npm pack', npm(['pack', '--pack-destination', folder]));
  git('tag', '--annotate', `v${version}`, '--message', `${name} ${version}`);
  const tarball = relative(root, join(folder, `${name}-${version}.tgz`));
  say(
    `\nTagged v${version} and packed ${tarball}. Left for you: git push origin v${version}, npm publish ${tarball}`,
  );
});

/**
 * What speaks against a release, a sentence each.
 *
 * @param {{ version: string, lockedVersion: string, changelog: string, changes: string, tags: string[] }} facts `changes`:
 *   what `git status --porcelain` prints
 * @returns {string[]}
 */
export function findProblems({ version, lockedVersion, changelog, changes, tags }) {
  const heading = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm');
  const problems = [
    changes !== '' && 'There are changes that are not committed: commit or drop them.',
    !/^\d+\.\d+\.\d+$/.test(version) && `The version ${version} in package.json is none of the form 1.2.3.`,
    lockedVersion !== version && `package-lock.json says ${lockedVersion}: run npm install.`,
    tags.includes(`v${version}`) &&
      `The tag v${version} is there already: raise the version in package.json.`,
    !heading.test(changelog) &&
      `CHANGELOG.md has no heading "## [${version}] - <date>": move there what is new.`,
    hasUnreleased(changelog) && 'CHANGELOG.md has entries under "Unreleased": move them to the new version.',
  ];
  return problems.filter((problem) => problem !== false);
}

function hasUnreleased(changelog) {
  const [, entries = ''] = /^## \[Unreleased\]$([\s\S]*?)(?=^## \[|$(?![\s\S]))/m.exec(changelog) ?? [];
  return /^- /m.test(entries);
}

async function succeed(what, running) {
  const code = await running;
  if (code !== 0) throw new Error(`${what} failed; nothing was tagged.`);
}

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}

function read(file) {
  return readFileSync(join(root, file), 'utf8');
}
