/*
 * A process of its own that sends files to a tenant or fetches some, three at once, and prints by how many bytes it grew over
 * its idle size, and the digests of what it fetched.
 *
 * Arguments: the address; `up` or `down`; bytes of a file; how often.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../lib/base/json';
import { Connection } from '../../../lib/connection/connection';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';
import { everyScope } from '../../simulator/writes/scopes';

const [address = '', way = '', size = '0', rounds = '1'] = process.argv.slice(2);

const connection = new Connection({
  authentication: 'oauth2',
  siteAddress: address,
  credentials: { clientId: 'client', clientSecret: 'secret' },
  scope: everyScope().join(' '),
  requestsPerSecond: 0,
  environment: {},
});

async function ask(operation: string, message: JsonObject): Promise<unknown> {
  const session = new RecordSession({
    requester: connection,
    settings: readRecordSettings({ resource: 'invoices', operation }),
    copy: (one) => structuredClone(one),
    status: () => undefined,
    warn: () => undefined,
    say: String,
  });
  let payload: unknown;
  await session.handle({ id: 1, ...message }, (first) => {
    payload = first?.['payload'];
  });
  return payload;
}

const send = (payload: Buffer) => ask('attach', { payload, filename: 'a.pdf' });

async function receive(): Promise<string> {
  const bytes = await ask('download', { file: 'legal_invoice_pdf' });
  assert.ok(Buffer.isBuffer(bytes));
  return createHash('sha256').update(bytes).digest('hex');
}

/** One round of three at once; those that are sent are new ones, as each message brings its own. */
async function move(digests: Set<string>): Promise<void> {
  const three = [1, 2, 3];
  if (way === 'up') await Promise.all(three.map((fill) => send(Buffer.alloc(Number(size), fill))));
  else for (const digest of await Promise.all(three.map(receive))) digests.add(digest);
}

/**
 * V8 gives back the memory of Buffers on another thread, which may get no turn for long on a busy machine: what the round before made
 * would be counted with the next one. Where they are still held after so many turns, they are.
 */
async function collect(): Promise<void> {
  for (let turn = 0; turn < 1000; turn += 1) {
    globalThis.gc?.();
    if (process.memoryUsage().arrayBuffers < Number(size) / 2) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
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
    await collect();
    await move(digests);
  }
  clearInterval(timer);
  process.stdout.write(JSON.stringify({ grown: peak - idle, digests: [...digests] }));
  await connection.close();
}

void main();
