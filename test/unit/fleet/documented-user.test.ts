import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import type { RedisEngine } from '../../../lib/fleet/redis/redis-engine';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { engineCases } from './engine-cases';
import { exchangeCases } from './exchange-cases';
import { pageCases } from './page-cases';
import { engineAt, noEngine } from './real-engine';

describe('A user of the engine that may do what docs/fleet.md says', () => {
  let server: RedisServer | undefined;
  let engine: RedisEngine | undefined;

  before(async function () {
    const { findRedis, startRedis } = await import('../../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.test!.parent!.title += ` (${noEngine})`;
      return this.skip();
    }
    server = await startRedis();
    const admin = await createClient({ url: server.url, RESP: 2 }).connect();
    await admin.sendCommand(documented());
    admin.destroy();
    engine = engineAt(server.url.replace('//', '//coupa:password@'), 'coupa');
  });
  after(async () => {
    await engine?.close();
    await server?.stop();
  });

  for (const [title, play] of [...engineCases, ...exchangeCases, ...pageCases])
    it(title, async () => {
      assert.ok(engine);
      await play(engine, title);
    });

  it('says what is to be known of the engine, and is let touch nothing else', async () => {
    assert.ok(engine && server);
    assert.equal((await engine.examine()).evictionPolicy, 'noeviction');
    const foreign = engineAt(server.url.replace('//', '//coupa:password@'), 'other');
    const bid = { instance: 'a', run: 'a', leaseMs: 1000, random: 'x' };
    await assert.rejects(foreign.campaign('poll', bid), { code: 'COUPA_CONFIG', message: /does not let/ });
    await foreign.close();
  });
});

/** The command, as a page for people has it. */
function documented(): string[] {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'fleet.md'), 'utf8');
  const [, command] = /`(ACL SETUSER coupa [^`]+)`/.exec(page) ?? [];
  assert.ok(command !== undefined, 'docs/fleet.md has the command');
  return command.split(' ');
}
