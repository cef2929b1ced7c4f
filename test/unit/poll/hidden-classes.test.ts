import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const pages = 100;
const pageSize = 50;

const doings = new Map([
  ['send', `a back-fill of ${pages} pages`],
  ['acknowledge', `a back-fill whose ${pages * pageSize} records the flow acknowledges`],
  ['poll', '100 polls that find nothing'],
]);

/** How often V8 may make one of the same members: what is made for each page, poll or record is made a hundred times and more. */
const tolerated = 40;

/**
 * `{ ...one, another }` has a hidden class of its own for each object that it makes, in the V8 of Node.js 20 (not in that of 24): hundreds of bytes
 * that only a full collection takes, a microsecond, and then whatever reads its members looks for them anew each time.
 */
describe('What V8 has to learn of the objects that a node makes', function () {
  this.timeout(300_000);
  let server: Server;
  let folder: string;
  /** Lines that V8 wrote. */
  let log: string[];

  before(async () => {
    server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      const isLast = searchParams.get('dir') === 'desc';
      const after = isLast ? pages * pageSize - 1 : Number(searchParams.get('id[gt]') ?? 0);
      const since = searchParams.get('updated-at[gt_or_eq]') ?? '';
      const count = since > '2026' ? 0 : Math.min(pageSize, pages * pageSize - after);
      const records = Array.from({ length: isLast ? 1 : count }, (_, index) => ({
        id: after + index + 1,
        'updated-at': '2020-01-01T00:00:00Z',
      }));
      response.setHeader('date', 'Sun, 22 Nov 2026 00:00:00 GMT');
      response.end(JSON.stringify(records));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    folder = mkdtempSync(join(tmpdir(), 'hidden-classes-'));
    const file = join(folder, 'v8.log');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const reader = join(__dirname, 'hidden-classes-reader.ts');
    const flags = ['--log-maps', '--no-logfile-per-isolate', `--logfile=${file}`, '--import', 'tsx'];
    const child = spawn(process.execPath, [...flags, reader, address, ...doings.keys()], { stdio: 'pipe' });
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    assert.equal(code, 0, err);
    log = readFileSync(file, 'latin1').split('\n');
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  /** Members of the objects whose hidden classes were made meanwhile. */
  function madeBy(doing: string): string[] {
    const [begun, done] = ['begun', 'done'].map((what) =>
      log.findIndex((line) => line.startsWith('map,') && line.endsWith(`${what}-${doing}`)),
    );
    assert.ok(begun !== undefined && done !== undefined && begun >= 0 && done > begun, 'no markers');
    const made = log.slice(begun, done).filter((line) => line.startsWith('map-details,'));
    const members = made.map((line) =>
      [...line.matchAll(/\[String\] in \w+: #([\w-]+)/g)].map(([, name]) => name).join(),
    );
    // Functions get a name from what runs these tests; objects without members are texts and lists of V8's own.
    return members.filter((names) => names !== '' && !names.startsWith('length,name'));
  }

  for (const [doing, what] of doings)
    it(`is nothing new for each page, record or poll, in ${what}`, () => {
      const times = new Map<string, number>();
      for (const members of madeBy(doing)) times.set(members, (times.get(members) ?? 0) + 1);
      const often = [...times].filter(([, count]) => count > tolerated);
      assert.deepEqual(often, []);
    });
});
