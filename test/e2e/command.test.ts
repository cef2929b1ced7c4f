import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { everyPlatform, makeUserDir } from './harness';

const pasted = join(__dirname, '..', 'unit', 'migrate', 'pasted');

for (const name of everyPlatform) {
  describe(`The command of the installed package, with the Node.js of ${name}`, function () {
    this.timeout(120_000);

    let folder: string;
    let node: string;

    before(async () => {
      const { platform } = await import('../../scripts/platforms.mjs');
      node = platform(name).node;
      folder = await makeUserDir(platform(name));
    });

    after(() => rmSync(folder, { recursive: true, force: true }));

    /** Runs it in a folder where the package is installed, as a user's script does. */
    function npx(...args: string[]) {
      const path = `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`;
      const command = ['--no-install', 'node-red-contrib-coupa', ...args];
      return spawnSync('npx', command, {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: path },
      });
    }

    it('writes the flow of a pasted configuration to standard output, and what is left to do beside it', () => {
      copyFileSync(join(pasted, 'coupa-first.txt'), join(folder, 'instance.txt'));
      const { status, stdout, stderr } = npx('import', 'instance.txt');
      assert.equal(status, 1, stderr);
      const flow: { type: string }[] = JSON.parse(stdout);
      assert.equal(flow.filter(({ type }) => type === 'coupa-poll').length, 10);
      assert.match(stderr, /^manual: .*tenant's address/m);
    });

    it('ends with 0 when the flow is complete', () => {
      const configuration = {
        siteAddress: 'https://acme.coupahost.com',
        'oauth.api.key': '${COUPA_CLIENT_ID}',
        'oauth.api.secret': '${COUPA_CLIENT_SECRET}',
        'event.poller.configuration': {
          users: { url: "/hubs/businessspendmanagement/users?where=updated_at>='${date}'", idField: 'id' },
        },
      };
      writeFileSync(join(folder, 'complete.json'), JSON.stringify({ name: 'Users', configuration }));
      const { status, stderr } = npx('import', 'complete.json');
      assert.equal(status, 0, stderr);
    });

    it('says how it is used, and ends with 2, when it is used wrongly', () => {
      const { status, stderr } = npx('import');
      assert.equal(status, 2);
      assert.match(stderr, /Usage: node-red-contrib-coupa import/);
    });
  });
}
