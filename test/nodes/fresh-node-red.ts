import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';

helper.init(require.resolve('node-red'));

/** A Node-RED in Node-RED's test helper, with an empty user directory, for each test of the suite in which this is called. */
export function freshNodeRedForEachTest(): { readonly userDir: string } {
  const nodeRed = { userDir: '' };
  beforeEach(async () => {
    nodeRed.userDir = await mkdtemp(join(tmpdir(), 'coupa-nodes-'));
    helper.settings({ userDir: nodeRed.userDir });
    await helper.startServer();
  });
  afterEach(async () => {
    await helper.unload();
    await helper.stopServer();
    // A node of a fleet closes within two seconds, whatever it still writes: on a busy computer that may come into the folder meanwhile.
    await rm(nodeRed.userDir, { recursive: true, force: true, maxRetries: 10 });
  });
  return nodeRed;
}
