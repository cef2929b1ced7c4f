import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './paths.mjs';
import { main, setup } from './setup.mjs';

/** Builds the package and measures it: `test/bench/main.ts` says what, and takes the arguments. */
main(import.meta.url, async () => {
  await setup();
  await build();
  process.exitCode = await measure(process.argv.slice(2));
});

function measure(args) {
  const script = join(root, 'test', 'bench', 'main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
