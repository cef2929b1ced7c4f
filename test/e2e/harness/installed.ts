import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../../../scripts/programs';

/**
 * A new user directory with the package installed in it from `npm pack`'s tarball, by the platform's own Node.js, the
 * way Node-RED's palette installs. It lies outside the checkout, whose `node_modules` would hide a missing dependency.
 *
 * @param checkout the folder of the package's sources, built; absent: this one
 */
export async function makeUserDir(platform: Platform, checkout?: string): Promise<string> {
  const userDir = mkdtempSync(join(tmpdir(), `coupa-${platform.name}-`));
  cpSync(await installed(platform, checkout), userDir, { recursive: true });
  return userDir;
}

/** `npm pack`'s tarball of what is in `dist/` now: the one that `npm test` has made for all its groups, or one made for this process. */
export function tarball(checkout = ''): Promise<string> {
  return once(tarballs, checkout, () => pack(checkout));
}

const tarballs = new Map<string, Promise<string>>();
const installations = new Map<string, Promise<string>>();

/** One installation for each platform and content of the tarball: every test gets a copy of it. */
function installed(platform: Platform, checkout = ''): Promise<string> {
  return once(installations, `${platform.name} ${checkout}`, () => install(platform, checkout));
}

function once(made: Map<string, Promise<string>>, key: string, make: () => Promise<string>): Promise<string> {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}

async function install(platform: Platform, checkout: string): Promise<string> {
  const { npm } = await import('../../../scripts/run.mjs');
  const file = await tarball(checkout);
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const template = join(tmpdir(), 'node-red-contrib-coupa', `${platform.name}-${digest}`);
  if (existsSync(template)) return template;
  mkdirSync(join(template, '..'), { recursive: true });
  const folder = mkdtempSync(`${template}-`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(emptyProject));
  const code = await npm(['install', ...paletteOptions, '--prefer-offline', file], {
    node: platform.node,
    cwd: folder,
    quiet: true,
  });
  if (code !== 0)
    throw new Error(`The palette's npm install of ${file} failed on ${platform.name} (${code}).`);
  takeAs(folder, template);
  return template;
}

/** Another run of the tests may have made the same in the meantime. */
function takeAs(folder: string, template: string): void {
  try {
    renameSync(folder, template);
  } catch (error) {
    if (!existsSync(template)) throw error;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Node-RED writes into an empty user directory before it installs the first package. */
const emptyProject = {
  name: 'node-red-project',
  description: 'A Node-RED Project',
  version: '0.0.1',
  private: true,
};

/** How Node-RED's palette calls npm: a dependency that refuses the platform's Node.js ends it. */
const paletteOptions = [
  '--no-audit',
  '--no-update-notifier',
  '--no-fund',
  '--save',
  '--save-prefix=~',
  '--omit=dev',
  '--engine-strict',
];

async function pack(checkout: string): Promise<string> {
  const packed = process.env['COUPA_TARBALL'];
  if (packed !== undefined && checkout === '') return packed;
  const { pack: packFrom } = await import('../../../scripts/pack.mjs');
  return packFrom(checkout === '' ? undefined : checkout);
}
