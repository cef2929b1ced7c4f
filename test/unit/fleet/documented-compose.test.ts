import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { engineAt, noEngine } from './real-engine';

const text = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'fleet-compose.yaml'), 'utf8');

describe('The compose file of docs/fleet.md', () => {
  it('starts an engine that will do', async function () {
    const { findRedis, startRedis } = await import('../../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.test!.title += ` (${noEngine})`;
      return this.skip();
    }
    const [, options = ''] = /command: redis-server (.*)/.exec(text) ?? [];
    const args = options.replaceAll('${REDIS_PASSWORD}', 'password').split(' ');
    const server = await startRedis({ args });
    const engine = engineAt(server.url.replace('//', '//:password@'), 'coupa');
    try {
      const { evictionPolicy, isLogged } = await engine.examine();
      assert.deepEqual({ evictionPolicy, isLogged }, { evictionPolicy: 'noeviction', isLogged: true });
    } finally {
      await engine.close();
      await server.stop();
    }
  });

  it('gives each Node-RED the settings that read the secret of its credentials, which Node-RED does not by itself', () => {
    const [, settings = ''] = /^# +(module\.exports = .*)$/m.exec(text) ?? [];
    const module = { exports: {} };
    runInNewContext(settings, { module, process: { env: { NODE_RED_CREDENTIAL_SECRET: 'secret' } } });
    assert.deepEqual(JSON.parse(JSON.stringify(module.exports)), {
      flowFile: 'flows.json',
      credentialSecret: 'secret',
    });
    const services = text.split(/^ {2}(?=node-red-)/m).slice(1);
    assert.equal(services.length, 2);
    for (const service of services)
      assert.match(service, /- [ab]:\/data\n.*\.\/settings\.js:\/data\/settings\.js:ro\n/s);
  });

  it('names only variables that it sets or takes from .env', () => {
    const set = new Set([...text.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name));
    for (const [, name] of text.matchAll(/\$\{(\w+)\}/g)) assert.ok(set.has(name), `nothing sets ${name}`);
  });
});
