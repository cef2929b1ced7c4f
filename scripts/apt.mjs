import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** Whether this is a system of Debian's kind. */
export function hasApt() {
  return process.platform === 'linux' && existsSync('/usr/bin/apt-get');
}

/** What to put before `apt-get`, or `undefined` where it is absent or would ask for a password. */
export async function aptPrefix() {
  if (!hasApt()) return undefined;
  if (process.getuid?.() === 0) return [];
  return existsSync('/usr/bin/sudo') && (await run('sudo', ['-n', 'true'], { quiet: true })) === 0
    ? ['sudo', '-n']
    : undefined;
}

/** Runs `apt-get`; its exit code. */
export function apt(prefix, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [command, ...rest] = [...prefix, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args];
  return run(command, rest, { env, quiet: true });
}

/**
 * Unpacks Debian's packages into a folder: nothing of them is installed, and no service is started. What was begun and not finished
 * is never taken for the whole.
 *
 * @param {string[]} packages
 * @param {string} folder
 * @returns {Promise<boolean>} whether they are there now; not where there is no apt-get, or it does not know them
 */
export async function unpack(packages, folder) {
  if (!hasApt()) return false;
  const [archives, whole] = [`${folder}-packages`, `${folder}-unpacked`];
  for (const old of [archives, whole, folder]) rmSync(old, { recursive: true, force: true });
  mkdirSync(archives, { recursive: true });
  if (
    !(await download(packages, archives)) &&
    !((await updateLists()) && (await download(packages, archives)))
  )
    return false;
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb')))
    if ((await run('dpkg-deb', ['-x', join(archives, file), whole], { quiet: true })) !== 0) return false;
  rmSync(archives, { recursive: true });
  renameSync(whole, folder);
  return true;
}

async function download(packages, folder) {
  return (await run('apt-get', ['-q', 'download', ...packages], { cwd: folder, quiet: true })) === 0;
}

/** A fresh machine knows no packages yet. */
async function updateLists() {
  const prefix = await aptPrefix();
  return prefix !== undefined && (await apt(prefix, ['update'])) === 0;
}
