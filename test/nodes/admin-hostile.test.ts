import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import { serveConnection } from '../../nodes/admin/connection';
import { serveCso } from '../../nodes/admin/cso';
import { serveImport } from '../../nodes/admin/import';
import { servePoll } from '../../nodes/admin/poll';
import { PollFlow } from './poll-flow';

/** Every path that is posted to, as the editor names it; a node's id stands where one is due. */
function posted(): string[] {
  const paths: string[] = [];
  const RED = {
    httpAdmin: { get: () => undefined, post: (path: string) => paths.push(path.replace(':id', 'poll')) },
    auth: { needsPermission: (name: string) => name },
  } as unknown as NodeAPI;
  for (const serve of [serveConnection, serveCso, serveImport, servePoll]) serve(RED);
  return paths.filter((path) => !path.includes('poll-now'));
}

function nested(depth: number, inner: string): string {
  return `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;
}

const proto = '{"__proto__":{"siteAddress":"https://evil.example"},"constructor":7,"toString":1,"valueOf":1}';
const deep = nested(50_000, '1');
const long = JSON.stringify('x'.repeat(4_000_000));

/** What stands where the dialog's fields would: as JSON, since `__proto__` is a member there. */
const oddValues: [what: string, json: string][] = [
  ['null', 'null'],
  ['a list', '[[],{}]'],
  ['a number', '1e308'],
  ['true', 'true'],
  ['members that every object inherits', proto],
  ['50,000 lists in each other', deep],
  ['a text of 4 MB', long],
  ['a NUL and half a pair', '"\\u0000\\ud800"'],
];

/** The members of the bodies that there are, each of an odd kind. */
const members = [
  'connection',
  'node',
  'resources',
  'id',
  'resource',
  'attribute',
  'scope',
  'text',
  'select',
  'target',
];
const fields = ['siteAddress', 'credentials', 'authentication', 'url', 'interval', 'startDate', 'object'];
const inner = ['clientSecret', 'eventId', 'tls', 'proxy', 'timeout', 'stateStore', 'resource'];

function bodyOf(value: string): string {
  const object = (names: readonly string[], part: string) =>
    `{${names.map((name) => `"${name}":${part}`).join(',')}}`;
  return object(members, value.length > 1_000_000 ? '{}' : value).replace(
    /^\{/,
    `{"connection":${object(fields.slice(0, 2), value.length > 1_000_000 ? '7' : value)},`,
  );
}

describe('What hostile bodies and files do to the admin side', () => {
  const red = PollFlow.forEachTest();

  beforeEach(async () => {
    await red.startTenant();
    await red.load();
  });

  async function post(path: string, body: string): Promise<{ status: number; text: string }> {
    const request = helper.request().post(path).set('content-type', 'application/json');
    const { status, text } = await request.send(body as unknown as object);
    return { status, text };
  }

  /** An answer in words, or what was asked for: an object either way, and never an unexpected failure. */
  async function assertAnswered(path: string, body: string): Promise<void> {
    const { status, text } = await post(path, body);
    const shown = `${path} ${body.slice(0, 200)} → ${text.slice(0, 300)}`;
    assert.equal(status, 200, shown);
    const answer = JSON.parse(text);
    assert.notEqual(answer.error?.code, 'other', shown);
    assert.ok(text.length < 200_000, shown);
    if (answer.error !== undefined) assert.match(answer.error.message, /\p{L} \p{L}.* \p{L}/u, shown);
  }

  for (const [what, value] of oddValues) {
    it(`answers each question in words where ${what} stands instead of what is due`, async () => {
      for (const path of posted()) {
        for (const body of [value.startsWith('[') || value.startsWith('{') ? value : '{}', bodyOf(value)])
          await assertAnswered(path, body);
        // What is large takes long to send, and its place does not matter.
        const places = value.length > 10_000 ? ['url', 'siteAddress', 'object'] : [...fields, ...inner];
        for (const name of places) {
          await assertAnswered(path, `{"id":"poll","node":{"${name}":${value}}}`);
          await assertAnswered(path, `{"connection":{"id":"connection","${name}":${value}}}`);
        }
      }
    });
  }

  it('answers any JSON at all in words', async () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const some = (names: readonly string[]) =>
      fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
    const body = fc.record(
      {
        ...Object.fromEntries(members.map((name) => [name, value])),
        connection: fc.oneof(value, some([...fields, ...inner, 'id'])),
        node: fc.oneof(value, some([...fields, ...inner])),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posted()), body, (path, sent) =>
        assertAnswered(path, JSON.stringify(sent)),
      ),
      { numRuns: 150 },
    );
  });

  it('answers odd names in addresses', async () => {
    for (const name of ['constructor', '__proto__', '..%2f..', '%00', 'x'.repeat(9000), '%F0%9F%98%80']) {
      for (const [path, expected] of [
        [`attributes?resource=${name}`, 200],
        ['attributes?resource[a]=1&resource[__proto__]=2', 200],
        [`history/${name}`, 404],
        [`editor/${name}`, 404],
      ] as const) {
        const { status } = await helper.request().get(`/coupa/${path}`);
        assert.equal(status, expected, path.slice(0, 80));
      }
      assert.equal((await post(`/coupa/poll-now/${name}`, '{}')).status, 404);
    }
  });

  describe('a history that somebody else wrote', () => {
    const time = '2026-11-22T08:15:00.000Z';
    const times = `"startedAt":"${time}","finishedAt":"${time}"`;
    const poll = (more = '') => `{"poll":"one",${times},"created":1,"updated":0${more}}`;
    const failed = (message: string) => poll(`,"error":{"code":"COUPA_SERVER","message":${message}}`);
    const message = (template: string, value = '1') =>
      `{"template":${JSON.stringify(template)},"values":[${value}],"place":"alone"}`;
    const [before = '', after = ''] = message('{0}', '|').split('|');

    const table: [what: string, document: string, polls: number][] = [
      ['names a phrase like a member of every object', `[${failed(message('constructor'))}]`, 1],
      ['names a phrase __proto__', `[${failed(message('__proto__'))}]`, 1],
      ['names phrases so in each other', `[${failed(message('toString', message('valueOf')))}]`, 1],
      ['fills a phrase with values that are not there', `[${failed(message('{7} {constructor}'))}]`, 1],
      ['has an error as a plain text', `[${failed('"It failed."')}]`, 1],
      ['has a number for an error', `[${poll(',"error":7')},${poll()}]`, 1],
      ['has an error without words', `[${failed('{"text":1}')}]`, 0],
      ['has phrases 20,000 deep', `[${failed(before.repeat(20_000) + after.repeat(20_000))}]`, 0],
      ['counts what is no number', `[{"poll":"one",${times},"created":null,"updated":0}]`, 0],
      [
        'has members of an odd form',
        `[${poll(',"pages":{},"resource":[],"from":1,"__proto__":{"error":1}')}]`,
        1,
      ],
      ['is no list', '{"polls":1}', 0],
    ];

    for (const [what, document, polls] of table) {
      it(`is answered where it ${what}`, async () => {
        const folder = join(red.userDir, 'coupa');
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, 'poll.history.json'), document);
        for (const language of ['en', 'de']) {
          const request = helper.request().get('/coupa/history/poll').set('accept-language', language);
          const { status, text } = await request;
          const body = JSON.parse(text);
          assert.deepEqual([status, body.polls.length], [200, polls]);
          for (const { error } of body.polls)
            assert.ok(error === undefined || typeof error.message === 'string');
        }
      });
    }
  });
});
