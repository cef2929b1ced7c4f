import { join } from 'node:path';
import { apt, aptPrefix } from './apt.mjs';
import { say } from './run.mjs';
import { isExecutable, onSearchPath } from './search-path.mjs';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The path of a Chromium or Chrome on this machine: `$CHROMIUM`, the search path, then the usual places.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  const candidates = [process.env.CHROMIUM, ...onSearchPath(commands), ...usualPlaces()];
  return candidates.find((file) => file && isExecutable(file));
}

/** Finds Chromium, or installs Debian's where that can be done without asking. */
export async function installChromium() {
  if (findChromium()) return;
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
