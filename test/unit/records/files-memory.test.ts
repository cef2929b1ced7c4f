import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { everyScope, Tenant } from '../../simulator';

const megabyte = 1_000_000;
const size = 20 * megabyte;

describe('A process that moves files of 20 MB, three at once', function () {
  this.timeout(300_000);
  let tenant: Tenant;
  before(async () => {
    tenant = await Tenant.start({ rateLimit: false, scopes: everyScope() });
    tenant.resource('invoices').createMany(1);
  });
  after(() => tenant.close());

  /**
   * What is counted is what a round needs: between rounds the child collects what the one before left, and gives it back. V8 and malloc
   * by themselves let several rounds gather, whoever made them: a process that does nothing but make three Buffers of 20 MB, ten times,
   * grows by 180 to 240 MB. Within a round three files are 60 MB, and V8 lets about as much gather of the pieces in which they came.
   */
  async function move(way: 'up' | 'down', rounds: number): Promise<{ grown: number; digests: string[] }> {
    const mover = join(__dirname, 'file-mover.ts');
    const flags = ['--expose-gc', '--import', 'tsx', mover, tenant.url, way, String(size), String(rounds)];
    const env = { ...process.env, MALLOC_MMAP_THRESHOLD_: '131072' };
    const child = spawn(process.execPath, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    assert.equal(code, 0, `${out}\n${err}`);
    return JSON.parse(out) as { grown: number; digests: string[] };
  }

  function assertBounded(grown: number): void {
    assert.ok(grown < 150 * megabyte, `it grew by ${Math.round(grown / megabyte)} MB`);
  }

  it('sends new ones in each of four rounds, and stays within 150 MB over what it needs at rest', async () => {
    const { grown } = await move('up', 4);
    const fills = [1, 2, 3].map((fill) =>
      createHash('sha256').update(Buffer.alloc(size, fill)).digest('hex'),
    );
    const parts = tenant.requests.flatMap(({ parts: all = [] }) => all).filter((part) => part.size === size);
    assert.deepEqual([parts.length, new Set(parts.map((part) => part.sha256))], [12, new Set(fills)]);
    assertBounded(grown);
  });

  it('fetches them in four rounds, and stays within 150 MB over what it needs at rest', async () => {
    const given = { filename: 'legal.pdf', contentType: 'application/pdf', content: size };
    const { sha256 } = tenant.files.put('invoices/1/legal_invoice_pdf', given);
    const { grown, digests } = await move('down', 4);
    assert.deepEqual(digests, [sha256]);
    assertBounded(grown);
  });
});
