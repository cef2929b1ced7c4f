import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { hostileValues, startHostileServer } from './hostile-answers';
import type { Reading } from './hostile-reader';

/** Names of the values that were built to look like a list, or like an object. */
const lists = Object.keys(hostileValues).filter((name) => !/^an object/.test(name));
const objects = Object.keys(hostileValues).filter((name) => /^an object|^deep|^quotes|^more/.test(name));
const pages = lists.filter((name) => /empty objects|half a million|deep record|text of/.test(name));

/** What comes of those that are not merely refused. */
const ends: Readonly<Record<string, RegExp>> = {
  'a list of empty objects': /more than 100000 elements/,
  'a record with eight million objects': /"unread":1/,
  'a record with twelve million values': /"unread":1/,
  'a record with a text of 24 MB': /"unread":1/,
  'a record with a text of 60 MB in UTF-32': /"unread":1/,
  'a record with a text of 60 MB in UTF-16': /"unread":1|larger than/,
  'a record with a text of 60 MB in windows-1252': /"unread":1|larger than/,
  'a record with half a million objects, each of another form': /"read":1/,
  'an object with twelve million values': /more than 1000000 values|more than 100000 elements/,
  'deep lists': /more than 500 levels/,
  'more than may be sent': /larger than 67108864 bytes/,
};

describe('A process with 512 MB of memory', function () {
  this.timeout(300_000);
  let server: Server;
  let port: number;

  before(async () => {
    ({ server, port } = await startHostileServer());
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function readAll(kind: string, names: readonly string[]): Promise<Reading[]> {
    const reader = join(__dirname, 'hostile-reader.ts');
    const flags = ['--max-old-space-size=512', '--import', 'tsx', reader, String(port), kind, ...names];
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    assert.equal(code, 0, `${out}\n${err}`);
    return out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Reading);
  }

  for (const [kind, what, names] of [
    ['list', 'lists', [...lists, ...objects]],
    ['object', 'objects', objects],
    ['error', 'errors', [...objects, 'a list of empty objects']],
    ['token', 'tokens', [...objects, 'a list of empty objects']],
    ['poll', 'pages of a poll', pages],
  ] as const) {
    it(`survives ${what} that would become gigabytes, and says in words what is wrong with each`, async () => {
      const readings = await readAll(kind, names);
      assert.deepEqual(
        readings.map(({ name }) => name),
        names,
      );
      for (const reading of readings) {
        const said = JSON.stringify(reading);
        assert.ok(reading.read !== undefined || reading.message !== undefined, said);
        assert.doesNotMatch(reading.message ?? '', /RangeError|TypeError|call stack|heap|undefined/, said);
        // It was a minute and more before the process ended.
        assert.ok(reading.took < 20_000, said);
        if (kind === 'list') assert.match(said, ends[reading.name] ?? /./);
      }
    });
  }
});
