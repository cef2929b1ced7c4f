import { pathToFileURL } from 'node:url';
import { installChromium } from './browser.mjs';
import { installDependencies } from './dependencies.mjs';
import { root } from './paths.mjs';
import { installPlatforms } from './platforms.mjs';
import { say } from './run.mjs';

const minimum = [20, 18, 1];

/**
 * Installs what is missing or stale, and says what it does in a line each; says nothing when all is there.
 *
 * @param {{ endToEnd?: boolean }} [options] `endToEnd`: also the browser and the two platforms
 */
export async function setup({ endToEnd = false } = {}) {
  checkNodeVersion();
  await installDependencies(root, 'dependencies');
  if (!endToEnd) return;
  await installChromium();
  await installPlatforms();
}

function checkNodeVersion() {
  const version = process.versions.node.split('.').map(Number);
  const difference = minimum.map((part, index) => version[index] - part).find((part) => part !== 0) ?? 0;
  if (difference < 0)
    throw new Error(`Node.js ${minimum.join('.')} or newer is needed; this is ${process.versions.node}.`);
}

/** Runs a script's main function when the script was started, not imported; a failure is told in one sentence. */
export function main(url, body) {
  if (url !== pathToFileURL(process.argv[1] ?? '').href) return;
  body().catch((error) => {
    say(error.message);
    process.exitCode = 1;
  });
}

main(import.meta.url, () => setup({ endToEnd: true }));
