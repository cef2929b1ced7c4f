import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, say } from './run.mjs';

const stampFile = join('node_modules', '.installed-from');

/**
 * Makes `node_modules` of a folder what its `package-lock.json` says, if it is not already.
 *
 * @param {string} folder
 * @param {string} name what is installed, as it should read in the line that says so
 * @param {string[]} [options] further options for `npm ci`
 */
export async function installDependencies(folder, name, options = []) {
  const stamp = stampOf(folder);
  if (readIfThere(join(folder, stampFile)) === stamp) return;
  if (!matchesLock(folder)) await install(folder, name, options);
  writeFileSync(join(folder, stampFile), stamp);
}

async function install(folder, name, options) {
  say(`Installing ${name} (npm ci)`);
  const code = await npm(
    [
      'ci',
      '--include=dev',
      '--include=optional',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      ...options,
    ],
    { cwd: folder, quiet: true },
  );
  if (code !== 0) throw new Error(`npm ci failed in ${folder} with exit code ${code}; its output is above.`);
}

/** The lock, and what decides which optional packages it stands for. */
function stampOf(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`;
}

/** Whether somebody else's `npm install` has already put in place what the lock says. */
function matchesLock(folder) {
  const installed = readIfThere(join(folder, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  const there = JSON.parse(installed).packages;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === '' || (there[path] ? there[path].version === version : Boolean(optional || peer)),
  );
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
