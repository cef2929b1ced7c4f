import { pathToFileURL } from 'node:url';
import { installChromium } from './browser.mjs';
import { installDependencies } from './dependencies.mjs';
import { root } from './paths.mjs';
import { installPlatforms } from './platforms.mjs';
import { installRedis } from './redis.mjs';
import { say } from './run.mjs';

/** What the package itself promises to run on. */
const oldest = [20, 18, 1];

/**
 * Installs what is missing or stale, and says what it does in a line each; says nothing when all is there.
 *
 * @param {{ endToEnd?: boolean, engine?: boolean, minimum?: number[] }} [options] `endToEnd`: also the browser and the platforms;
 *   `engine`: also a server for the tests of the fleet; `minimum`: the oldest Node.js that will do
 */
export async function setup(options) {
  await Promise.all(Object.values(beginSetup(options)));
}

/**
 * The same for whoever can begin before all of it is there: its parts are installed side by side.
 *
 * @returns {{ dependencies: Promise<unknown>, engine: Promise<unknown>, endToEnd: Promise<unknown> }} each fails with the sentence
 *   that tells why
 */
export function beginSetup({ endToEnd = false, engine = endToEnd, minimum = oldest } = {}) {
  checkNodeVersion(minimum);
  const redis = engine ? installRedis() : Promise.resolve();
  // One after the other: apt-get refuses to run beside another.
  const browser = redis.then(() => (endToEnd ? installChromium() : undefined));
  const parts = {
    dependencies: installDependencies(root, 'dependencies'),
    engine: redis,
    endToEnd: Promise.all([browser, endToEnd ? installPlatforms() : undefined]),
  };
  // A part may fail before anybody waits for it; whoever does is told.
  for (const part of Object.values(parts)) part.catch(() => undefined);
  return parts;
}

function checkNodeVersion(minimum) {
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
