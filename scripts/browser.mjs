import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, say } from './run.mjs';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The path of a Chromium or Chrome on this machine: `$CHROMIUM`, the search path, then the usual places.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  const candidates = [process.env.CHROMIUM, ...onSearchPath(), ...usualPlaces()];
  return candidates.find((file) => file && isExecutable(file));
}

/** Finds Chromium, or installs Debian's where that can be done without asking. */
export async function installChromium() {
  if (findChromium()) return;
  const prefix = await aptPrefix();
  if (!prefix) throw new Error(advice);
  say('Installing Chromium (apt-get install chromium)');
  await apt(prefix, ['update']);
  await apt(prefix, ['install', '-y', '--no-install-recommends', 'chromium']);
  if (!findChromium())
    throw new Error(`apt-get installed chromium, but it was not found afterwards. ${advice}`);
}

const advice =
  'The browser tests need Chromium or Chrome: install one, or set the environment variable CHROMIUM to its path, and run this again.';

/** What to put before `apt-get`, or `undefined` where it is absent or would ask for a password. */
async function aptPrefix() {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  return existsSync('/usr/bin/sudo') && (await run('sudo', ['-n', 'true'], { quiet: true })) === 0
    ? ['sudo', '-n']
    : undefined;
}

async function apt(prefix, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [command, ...rest] = [...prefix, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args];
  const code = await run(command, rest, { env, quiet: true });
  if (code !== 0) throw new Error(`apt-get ${args[0]} failed with exit code ${code}. ${advice}`);
}

function onSearchPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => commands.map((command) => join(folder, command)));
}

function usualPlaces() {
  const windows = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
  return [
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...windows.filter(Boolean).map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
  ];
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Absent, or not ours to run: the next candidate may be.
  }
}
