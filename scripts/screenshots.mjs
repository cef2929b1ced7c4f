import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { main, setup } from './setup.mjs';

/**
 * Takes the pictures of README and docs/ anew: `docs/images/*.png`. They need a look before they are committed. After
 * `gallery`: every state of every dialog instead, to be looked at only.
 */
main(import.meta.url, async () => {
  await setup({ endToEnd: true });
  await build();
  const [first, ...others] = process.argv.slice(2);
  const isGallery = first === 'gallery';
  const script = join(root, 'test', 'e2e', isGallery ? 'gallery/main.ts' : 'screenshots.ts');
  const args = isGallery ? others : process.argv.slice(2);
  const code = await run(process.execPath, ['--import', 'tsx', script, ...args]);
  if (code !== 0) throw new Error('Not all pictures could be taken; the reason is above.');
});
