import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { apt, aptPrefix, hasApt, unpack } from './apt.mjs';
import { cache } from './paths.mjs';
import { run, say } from './run.mjs';
import { isExecutable, onSearchPath } from './search-path.mjs';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Chromium without the browser around its pages, which shows them as the browser does and computes half as much. Debian's packages
 * of it, and where they are unpacked.
 */
const shellPackages = ['chromium-headless-shell', 'chromium-common'];
const shellFolder = join(cache, 'chromium');
const shell = join(shellFolder, 'usr', 'lib', 'chromium', 'chromium-headless-shell');

/**
 * The path of a Chromium or Chrome on this machine: `$CHROMIUM`, the one without a browser around it, the search path, then the
 * usual places.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  const shells = [...onSearchPath(['chromium-headless-shell']), shell];
  const candidates = [process.env.CHROMIUM, ...shells, ...onSearchPath(commands), ...usualPlaces()];
  return candidates.find((file) => file && isExecutable(file));
}

/** Finds Chromium, or installs Debian's where that can be done without asking; and beside it the one that computes less. */
export async function installChromium() {
  if (!findChromium()) await installWhole();
  if (!process.env.CHROMIUM && !findChromium().endsWith('-headless-shell') && isDebian()) await unpackShell();
}

async function installWhole() {
  const prefix = await aptPrefix();
  if (!prefix) throw new Error(advice);
  say('Installing Chromium (apt-get install chromium)');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const code = await apt(prefix, args);
    if (code !== 0) throw new Error(`apt-get ${args[0]} failed with exit code ${code}. ${advice}`);
  }
  if (!findChromium())
    throw new Error(`apt-get installed chromium, but it was not found afterwards. ${advice}`);
}

/** Of what was installed with Chromium it takes the libraries. Where it does not run, the Chromium that is installed does its work. */
async function unpackShell() {
  say(`Unpacking a smaller Chromium (apt-get download ${shellPackages.join(' ')})`);
  const page = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', 'about:blank'];
  const runs = (await unpack(shellPackages, shellFolder)) && (await run(shell, page, { quiet: true })) === 0;
  if (runs) return;
  rmSync(shellFolder, { recursive: true, force: true });
  say('The Chromium that is installed will do: the smaller one cannot be had here.');
}

/** Ubuntu has no such package. */
function isDebian() {
  return hasApt() && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

const advice =
  'The browser tests need Chromium or Chrome: install one, or set the environment variable CHROMIUM to its path, and run this again.';

function usualPlaces() {
  const windows = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
  return [
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...windows.filter(Boolean).map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
  ];
}
