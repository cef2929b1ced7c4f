import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CoupaError } from '../../lib/base/errors';
import { Phrase, translate } from '../../lib/base/text/phrase';
import { fromParts, inParts } from '../../lib/base/text/stored-phrase';
import { readIds, readObjects } from '../../lib/cso/model/input';
import { csoObject, objectNames, operations } from '../../lib/cso/model/objects';
import { readRequest } from '../../lib/cso/model/request';
import { readSettings } from '../../lib/cso/model/settings';
import { checkObjects } from '../../lib/cso/model/validate';
import { misplacedCommand, readCommand } from '../../lib/poll/command';
import { readPollSettings } from '../../lib/poll/model/settings';
import { answersTarget } from './answers';
import { entries, rendered, takeIn } from './entries';
import { inserted, mutated } from './mutations';
import { answers, configurations, urls } from './samples';
import { statesTarget } from './states';

/** One kind of input from outside, and what has to hold for each. */
export interface Target {
  name: string;
  property: fc.IAsyncProperty<unknown>;
  /** Gives back what it holds: servers, folders. */
  close?(): Promise<void> | void;
}

/** Milliseconds of the processor's time that no input of these sizes may take. */
const longest = 2000;

/** Everything that is fuzzed. */
export async function targets(): Promise<Target[]> {
  return [
    { name: 'templates and values', property: templates() },
    { name: 'pasted configurations', property: texts(/pasted|command for a file/, configurations) },
    { name: 'answers', ...(await answersTarget()) },
    { name: 'texts of answers', property: texts(/answer|list|error|pause/, answers) },
    { name: 'state files', ...statesTarget() },
    { name: 'messages and commands', property: messages() },
    { name: 'properties', property: properties() },
    { name: 'phrases', property: phrases() },
    { name: 'every entry', property: texts(/./, [...configurations.slice(-1), ...urls, ...answers]) },
  ];
}

/** Runs what is to be watched: it may refuse in words, and it may not take long. `undefined`: it refused. */
export async function watched(work: () => unknown): Promise<unknown> {
  const before = process.cpuUsage();
  const result = await refusing(work);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < longest, `it took ${Math.round((user + system) / 1000)} ms`);
  return result;
}

async function refusing(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    assert.deepEqual(sayNothing(error.phrase), [], 'an error that says nothing');
    return undefined;
  }
}

/** What fills a gap in a sentence and is no word. */
function sayNothing({ values }: Phrase): unknown[] {
  return values.flatMap((value) => {
    if (value instanceof Phrase) return sayNothing(value);
    return value === undefined || /^(undefined|NaN|\[object Object\])$/.test(String(value)) ? [value] : [];
  });
}

function texts(names: RegExp, samples: readonly string[]): fc.IAsyncProperty<unknown> {
  const chosen = entries.filter(({ name }) => names.test(name));
  const text = fc.oneof({ weight: 4, arbitrary: mutated(samples) }, inserted);
  return fc.asyncProperty(fc.constantFrom(...chosen.map(({ name }) => name)), text, async (name, input) => {
    const entry = chosen.find((one) => one.name === name);
    assert.ok(entry);
    await watched(() => takeIn(entry, input));
  });
}

/** Whatever a template and its values are: what is asked for stays on the site. */
function templates(): fc.IAsyncProperty<unknown> {
  const value = fc.oneof(inserted, fc.string({ unit: 'grapheme' }), fc.webUrl());
  return fc.asyncProperty(mutated(urls), value, fc.boolean(), async (url, filling, hub) => {
    const found = await watched(() => rendered(url, hub, filling));
    if (found === undefined) return;
    const [path] = found as [string];
    assert.match(path, /^\/(?!\/)/, 'a path that is no path');
    assert.doesNotMatch(path, /[\s\\\p{Cc}]/u, 'a path that breaks the request');
    const target = new URL(`https://acme.example${path}`);
    assert.equal(target.origin, 'https://acme.example', 'it leaves the site');
    assert.equal(target.username + target.password, '');
  });
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withNullPrototype: true,
  withMap: true,
  // No `withObjectString`: it calls members undefined, which are told by that name, and that is no gap in a sentence.
  key: fc.oneof(
    fc.string().filter((name) => name !== 'undefined'),
    fc.constantFrom('__proto__', 'constructor', 'id', 'name', 'payload', 'coupa', 'length'),
    fc.constantFrom('null', 'true', '-0', '1e21', '{}', '[]', '{"id":1}', 'Invalid Date'),
  ),
});
const word = fc.oneof(
  anything,
  inserted,
  fc.constantFrom<unknown>(...operations, ...objectNames, 'poll', 'reset', 'backfill'),
);

/** Whatever a flow sends: a poll and CSO understand it, or refuse it in words. */
function messages(): fc.IAsyncProperty<unknown> {
  const names = [
    'command',
    'from',
    'to',
    'error',
    'payload',
    'topic',
    'operation',
    'object',
    'eventId',
    'query',
    'coupa',
  ];
  const message = fc.oneof(
    fc.record(Object.fromEntries(names.map((name) => [name, word])), { requiredKeys: [] }),
    fc.record({ coupa: fc.record({ delivery: word }), error: word }, { requiredKeys: [] }),
  );
  const settings = { ...readSettings({}), operation: undefined, object: undefined };
  return fc.asyncProperty(message, async (given) => {
    await watched(() => readCommand(given));
    await watched(() => misplacedCommand(given));
    await watched(() => readRequest(settings, { eventId: undefined, factSheetId: undefined }, given));
    const payload: unknown = Reflect.get(given, 'payload');
    for (const name of objectNames) {
      const object = csoObject(name);
      await watched(() => checkObjects(object, 'create', readObjects(payload, object, 'create').objects));
      await watched(() => checkObjects(object, 'update', readObjects(payload, object, 'update').objects));
      await watched(() => readIds(payload, object, 'delete'));
    }
  });
}

/** Whatever a flow file holds: a node has settings, or its property is named. */
function properties(): fc.IAsyncProperty<unknown> {
  const names = [
    'resource',
    'url',
    'idField',
    'updatedDateField',
    'updatedDateFormat',
    'updatedDateTimezone',
    'start',
  ];
  const others = [
    'startDate',
    'interval',
    'overlap',
    'pageSize',
    'delivery',
    'maxInFlight',
    'output',
    'removeNulls',
  ];
  const config = fc.record(Object.fromEntries([...names, ...others].map((name) => [name, word])), {
    requiredKeys: [],
  });
  const cso = [
    'object',
    'operation',
    'batchSize',
    'validate',
    'maxDeletes',
    'firstRun',
    'interval',
    'output',
  ];
  const csoConfig = fc.record(Object.fromEntries(cso.map((name) => [name, word])), { requiredKeys: [] });
  return fc.asyncProperty(config, csoConfig, async (poll, events) => {
    await watched(() => readPollSettings(poll));
    await watched(() => readSettings(events));
  });
}

/** What nobody sees, and what would begin a line of its own or turn a sentence around: a message has a blank instead. */
const unseen = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** What is left of a value that ends a phrase within a sentence. */
function words(value: unknown): string {
  return String(value ?? '')
    .replace(unseen, ' ')
    .replace(/[.。]$/, '');
}

/** Every sentence in every language says its values, and comes back from a file as it was. */
function phrases(): fc.IAsyncProperty<unknown> {
  const folder = join(__dirname, '..', '..', 'nodes', 'locales');
  const catalogues = readdirSync(folder)
    .map((language) => join(folder, language, 'phrases.json'))
    .flatMap((file) =>
      readdirSync(join(file, '..')).includes('phrases.json') ? [readFileSync(file, 'utf8')] : [],
    )
    .map((text) => JSON.parse(text) as Record<string, string>);
  const templates = Object.keys(catalogues[0] ?? {});
  const value = fc.oneof(inserted, fc.integer(), fc.constantFrom('{0}', '{1}', '$&', '$1', '{99}'));
  return fc.asyncProperty(
    fc.oneof(fc.constantFrom(...templates), inserted),
    fc.array(value, { minLength: 1, maxLength: 12 }),
    fc.constantFrom<Phrase['place']>('alone', 'first', 'inside'),
    async (template, values, place) => {
      const whole = new Phrase(template, values, place);
      const nested = new Phrase('{0}: {1}', [whole, ...values]);
      for (const catalogue of catalogues) {
        const said = translate(nested, catalogue);
        for (const index of [0, 1])
          if (template.includes(`{${index}}`) && catalogue[template]?.includes(`{${index}}`))
            assert.ok(said.includes(words(values[index])), `it does not say ${String(values[index])}`);
      }
      const again = fromParts(JSON.parse(JSON.stringify(inParts(nested)))) as Phrase;
      const stored = JSON.parse(JSON.stringify(String(nested))) as string;
      assert.equal(String(again), stored);
    },
  );
}
