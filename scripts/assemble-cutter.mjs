import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { npm, say } from './run.mjs';
import { main } from './setup.mjs';

/** The assembler: asked for here alone, since it is larger than all that the tests need and the text rarely changes. */
const assembler = 'binaryen@132.0.0';

/** Makes `lib/connection/json/element-cutter-code.ts` of the text beside it. A test tells when that was forgotten. */
main(import.meta.url, async () => {
  const folder = join(root, 'lib', 'connection', 'json');
  const text = readFileSync(join(folder, 'element-cutter.wat'));
  const temporary = mkdtempSync(join(tmpdir(), 'cutter-'));
  try {
    const code = join(temporary, 'cutter.wasm');
    await npm(['exec', '--yes', `--package=${assembler}`, '--', 'wasm-opt', ...options(folder, code)]);
    const source = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(folder, 'element-cutter-code.ts'), module(source, readFileSync(code, 'base64')));
    say('Assembled. Run npm run format, and the tests of parseList.');
  } finally {
    rmSync(temporary, { recursive: true });
  }
});

/** Functions within the loop are inlined: a call for each of them takes longer than what they do. */
function options(folder, code) {
  const features = ['--enable-simd', '--enable-mutable-globals'];
  const inlining = ['--always-inline-max-function-size=200', '--flexible-inline-max-function-size=200'];
  return [join(folder, 'element-cutter.wat'), ...features, ...inlining, '-O3', '-O3', '-o', code];
}

function module(source, code) {
  return `// Made by scripts/assemble-cutter.mjs.

/** SHA-256 of the text, \`element-cutter.wat\`, of which the code was made. */
export const cutterSource = '${source}';

/** WebAssembly, in base64. */
export const cutterCode =
  '${code}';
`;
}
