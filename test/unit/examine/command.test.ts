import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { run } from '../../../lib/examine/terminal/command';
import { Tenant } from '../../simulator';

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

describe('The examine command', () => {
  let tenant: Tenant;

  before(async () => {
    tenant = await Tenant.start({ pageCap: 50 });
  });

  after(() => tenant.close());

  const environment = () => ({
    COUPA_SITE_ADDRESS: tenant.url,
    COUPA_CLIENT_ID: 'client',
    COUPA_CLIENT_SECRET: 'secret',
    COUPA_SCOPE: 'core.invoice.read',
  });

  async function command(argv: string[], env: Record<string, string>, typed?: string): Promise<Outcome> {
    const outcome: Outcome = { code: -1, stdout: '', stderr: '' };
    const isTTY = typed !== undefined;
    const stdin = Object.assign(new PassThrough(), { isTTY });
    if (typed !== undefined) stdin.end(typed);
    outcome.code = await run(argv, {
      env,
      stdin,
      stdout: { write: (text) => (outcome.stdout += text) },
      stderr: { write: (text) => (outcome.stderr += text), isTTY },
    });
    return outcome;
  }

  it('writes the report as a text and ends with 0 where nothing is not kept, with the quotes that Docker keeps', async () => {
    const { code, stdout, stderr } = await command([], {
      ...environment(),
      COUPA_SITE_ADDRESS: `'${tenant.url}'`,
      COUPA_CLIENT_SECRET: '"secret"',
    });
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^node-red-contrib-coupa \d+\.\d+\.\d+: \d+ kept, 0 not kept, \d+ unknown\n\nUNKNOWN\n/,
    );
    assert.match(stdout, /^ {2}unknown-filter +A filter that does not exist is refused with 400\.$/m);
    assert.ok(stdout.split('\n').every((line) => line.length <= 100));
    assert.equal(code, 0);
  });

  it('writes the report as JSON and ends with 1 where something is not kept', async () => {
    const old = await Tenant.start({ tokenLifetime: 60 });
    const { code, stdout } = await command(['--json'], { ...environment(), COUPA_SITE_ADDRESS: old.url });
    await old.close();
    const { version, assumptions, ...others } = JSON.parse(stdout);
    assert.deepEqual(others, {});
    assert.match(version, /^\d+\.\d+\.\d+$/);
    const notKept = assumptions.filter(({ verdict }: { verdict: string }) => verdict === 'not kept');
    const expected = `[{"id":"token-lifetime","assumption":"A token is valid for an hour at least.","verdict":"not kept",
      "seen":"It is valid for 60 s.","then":"The connection signs in more often; nothing is lost."}]`;
    assert.deepEqual(notKept, JSON.parse(expected));
    assert.equal(code, 1);
  });

  it('asks for what the environment lacks, and shows no secret that is typed', async () => {
    const typed = `${tenant.url}\nclient\nwrong-secret\n\n`;
    const { code, stdout, stderr } = await command([], {}, typed);
    assert.match(stderr, /Site address.*Client identifier.*Client secret: \n/s);
    assert.doesNotMatch(stderr + stdout, /wrong-secret/);
    assert.match(stderr, /refused/);
    assert.equal(code, 2);
  });

  it('ends where whoever was asked says nothing', async () => {
    const { code, stderr } = await command([], {}, '');
    assert.match(stderr, /site address/i);
    assert.equal(code, 2);
  });

  it('names what is missing where nobody can be asked', async () => {
    const { code, stderr } = await command([], { COUPA_CLIENT_ID: 'client' });
    assert.match(stderr, /^Missing in the environment: COUPA_SITE_ADDRESS, COUPA_CLIENT_SECRET\.$/m);
    assert.equal(code, 2);
  });

  it('refuses a secret in the command line without repeating it, and asks nobody', async () => {
    const before = tenant.requests.length;
    for (const argv of [['--client-secret=hush'], ['--secret', 'hush'], ['hush'], ['--json', 'hush']]) {
      const { code, stdout, stderr } = await command(argv, environment());
      assert.match(stderr, /If you typed a secret,\s+have a new one made in Coupa\./);
      assert.doesNotMatch(stdout + stderr, /hush/);
      assert.equal(code, 2);
    }
    assert.equal(tenant.requests.length, before);
  });

  it('ends with 2 where the sign-in is refused, without the secret', async () => {
    const { code, stdout, stderr } = await command(['--json'], {
      ...environment(),
      COUPA_CLIENT_SECRET: 'hush',
    });
    assert.equal(stdout, '');
    assert.match(stderr, /client/i);
    assert.doesNotMatch(stderr, /hush/);
    assert.equal(code, 2);
  });

  it('ends with 2 where the address is wrong', async () => {
    const { code, stderr } = await command([], {
      ...environment(),
      COUPA_SITE_ADDRESS: 'http://acme.example',
    });
    assert.match(stderr, /https/);
    assert.equal(code, 2);
  });

  it('says how it is used', async () => {
    const { code, stdout } = await command(['--help'], {});
    assert.match(stdout, /^Usage: node-red-contrib-coupa examine \[--json\]/);
    assert.equal(code, 0);
  });
});
