/*
 * A process of its own that sends files to a tenant or fetches some, three at once, and prints by how many bytes it grew over
 * its idle size, and the digests of what it fetched.
 *
 * Arguments: the address; `up` or `down`; bytes of a file; how often.
 */
import { createHash } from 'node:crypto';
import { Connection } from '../../../../lib/connection/connection';
import type { FileSource } from '../../../../lib/ports/files';
import { everyScope } from '../../../simulator/writes/scopes';

const [address = '', way = '', size = '0', rounds = '1'] = process.argv.slice(2);

const connection = new Connection({
  authentication: 'oauth2',
  siteAddress: address,
  credentials: { clientId: 'client', clientSecret: 'secret' },
  scope: everyScope().join(' '),
  requestsPerSecond: 0,
  environment: {},
});

/** What a message holds, and is sent from where it lies. */
function fileOf(bytes: Buffer): FileSource {
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  };
  return { filename: 'a.pdf', contentType: 'application/pdf', size: bytes.length, pieces };
}

const send = (bytes: Buffer) =>
  connection.request({
    method: 'PUT',
    path: '/api/invoices/1/image_scan',
    form: [{ name: 'file', value: fileOf(bytes) }],
    purpose: 'sending a file',
  });

async function receive(): Promise<string> {
  const purpose = 'fetching a file';
  const path = '/api/invoices/1/retrieve_legal_invoice_pdf';
  const { bytes } = await connection.download({ path, purpose, maxBytes: Number(size) });
  return createHash('sha256').update(bytes).digest('hex');
}

/** One round of three at once; those that are sent are new ones, as each message brings its own. */
async function move(digests: Set<string>): Promise<void> {
  const three = [1, 2, 3];
  if (way === 'up') await Promise.all(three.map((fill) => send(Buffer.alloc(Number(size), fill))));
  else for (const digest of await Promise.all(three.map(receive))) digests.add(digest);
}

async function main(): Promise<void> {
  await send(Buffer.alloc(1000, 1));
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 2);
  const digests = new Set<string>();
  for (let round = 0; round < Number(rounds); round += 1) {
    globalThis.gc?.();
    await move(digests);
  }
  clearInterval(timer);
  process.stdout.write(JSON.stringify({ grown: peak - idle, digests: [...digests] }));
  await connection.close();
}

void main();
