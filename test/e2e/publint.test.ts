import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tarball } from './harness';

describe('The tarball that npm would publish', () => {
  it('has nothing that publint, which lints packages, calls an error or a warning', async () => {
    const { publint } = await import('publint');
    const file = readFileSync(await tarball());
    const content = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball: content }, level: 'warning' });
    assert.deepEqual(
      messages.filter((message) => !isOfTheBrowser(message.args)),
      [],
    );
  });
});

/** The editor's modules go to the browser, which asks for their type and not for their extension; Node.js loads none. */
function isOfTheBrowser(args: Record<string, unknown>): boolean {
  return String(args['actualFilePath'] ?? '').startsWith('/dist/nodes/editor/');
}
