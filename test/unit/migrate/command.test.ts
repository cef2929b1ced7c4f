// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../lib/migrate/command';
import { fromFlow } from './from-flow';
import { pasted } from './pasted';

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

async function command(argv: string[], input = ''): Promise<Outcome> {
  const outcome: Outcome = { code: -1, stdout: '', stderr: '' };
  async function* stdin(): AsyncGenerator<string> {
    yield input;
  }
  outcome.code = await run(argv, {
    stdin: stdin(),
    stdout: { write: (text) => (outcome.stdout += text) },
    stderr: { write: (text) => (outcome.stderr += text) },
  });
  return outcome;
}

/** A text as programs of Windows write it into a file. */
function utf16(text: string, isBig: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
}

const complete = JSON.stringify({
  element: { key: 'coupa' },
  configuration: {
    siteAddress: 'acme.coupahost.com',
    'oauth.api.key': '${COUPA_ID}',
    'oauth.api.secret': '${COUPA_SECRET}',
    'event.poller.configuration': {
      invoices: {
        url: "/hubs/businessspendmanagement/invoices?where=updated_at>='${date}'",
        datesConfiguration: { updatedDateField: 'updated-at' },
      },
    },
  },
});

describe('the import command', () => {
  it('writes the flow of a file to standard output and the findings to standard error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coupa-import-'));
    const file = join(folder, 'instance.txt');
    await writeFile(file, pasted('coupa-second'));
    const { code, stdout, stderr } = await command(['import', file]);
    await rm(folder, { recursive: true });
    assert.equal(fromFlow(JSON.parse(stdout)).resources.length, 10);
    assert.match(stderr, /^manual: \/configuration\/siteAddress: /m);
    assert.match(stderr, /^mended: .*⏎/m);
    assert.equal(code, 1);
  });

  it('reads a file in UTF-16 as well, whichever byte comes first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coupa-import-'));
    const file = join(folder, 'instance.json');
    for (const isBig of [false, true]) {
      await writeFile(file, utf16(complete.replace('{', '{"name":"Zürich",'), isBig));
      const { code, stdout } = await command(['import', file]);
      assert.equal(code, 0);
      assert.equal(fromFlow(JSON.parse(stdout)).name, 'Zürich');
    }
    await rm(folder, { recursive: true });
  });

  it('ends with 0 when nothing needs a hand', async () => {
    const { code, stdout } = await command(['import', '-'], complete);
    assert.equal(code, 0);
    assert.equal(fromFlow(JSON.parse(stdout)).connection.authentication, 'oauth2');
  });

  it('reads for the hub where it is told to', async () => {
    const { stdout } = await command(['import', '--hub', '-'], complete);
    assert.equal(fromFlow(JSON.parse(stdout)).connection.authentication, 'openConnectors');
  });

  it('gives the same flow for the same seed', async () => {
    const one = await command(['import', '--seed', 'x', '-'], complete);
    const two = await command(['import', '-', '--seed', 'x'], complete);
    assert.equal(one.stdout, two.stdout);
  });

  it('writes an empty flow and ends with 1 when there is nothing to poll', async () => {
    const { code, stdout, stderr } = await command(['import', '-'], 'Hello');
    assert.deepEqual([code, stdout], [1, '[]\n']);
    assert.match(stderr, /^error: /m);
  });

  for (const argv of [
    [],
    ['export', '-'],
    ['import'],
    ['import', 'a', 'b'],
    ['import', '--fast', '-'],
    ['import', '-', '--seed'],
  ]) {
    it(`shows how it is used and ends with 2 for ${JSON.stringify(argv)}`, async () => {
      const { code, stdout, stderr } = await command(argv);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /Usage: /);
    });
  }

  it('ends with 2 when the file cannot be read', async () => {
    const { code, stderr } = await command(['import', join(tmpdir(), 'no-such-folder', 'x')]);
    assert.equal(code, 2);
    assert.match(stderr, /failed: ENOENT/);
  });

  it('says how it is used when it is asked', async () => {
    const { code, stdout } = await command(['--help']);
    assert.equal(code, 0);
    assert.match(stdout, /Usage: /);
  });
});
