import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { attachmentPath, downloadsOf } from '../../../lib/catalogue/files';
import { memberFacts, writeFacts } from '../../../lib/catalogue/read-data';
import { resources } from '../../../lib/catalogue/resources';
import { writeOperations } from '../../../lib/catalogue/write-operations';
import { scopesFor } from '../../../lib/catalogue/write-scopes';
import { readSwagger, schemaFolder, schemasAtHand } from '../simulator/coupa-schemas';

describe("The catalogue against Coupa's own Swagger files of release 39", () => {
  before(function () {
    if (!schemasAtHand()) this.skip();
  });

  it('holds what its script makes of them', async () => {
    const { factsIn } = await import('../../../scripts/catalogue.mjs');
    const { writes, members } = factsIn(schemaFolder);
    assert.deepEqual(writeFacts(), writes);
    assert.deepEqual(memberFacts(), members);
  });

  it('names every verb of every path that writes', () => {
    const known = new Set(
      Object.keys(writeFacts())
        .flatMap((list) => writeOperations(list))
        .flatMap(({ path, methods }) => methods.map((method) => `${method} ${withoutIds(path)}`)),
    );
    const declared = [...paths()].flatMap(([path, verbs]) =>
      Object.keys(verbs)
        .filter((verb) => verb !== 'get')
        .map((verb) => `${verb.toUpperCase()} ${withoutIds(path)}`),
    );
    assert.equal(declared.length, 502);
    assert.deepEqual(
      declared.filter((one) => !known.has(one)),
      [],
    );
  });

  it('fetches files where they can be fetched', () => {
    const readable = new Set([...paths()].flatMap(([path, { get }]) => (get ? [withoutIds(path)] : [])));
    for (const list of Object.keys(writeFacts())) {
      for (const { path } of downloadsOf(list)) assert.ok(readable.has(withoutIds(path)), path);
      const attachments = attachmentPath(list);
      // The attachments of quote requests are in the documentation only.
      if (attachments !== undefined && list !== 'quote_requests')
        assert.ok(readable.has(withoutIds(attachments)), attachments);
    }
  });

  it('proposes no scope that they do not list, but for those that the documentation has', () => {
    const listed = new Set(files().flatMap((file) => scopesListed(readSwagger(file))));
    const proposed = Object.keys(writeFacts()).flatMap((list) => [
      ...scopesFor(list, 'list'),
      ...writeOperations(list).flatMap(({ kind, action }) =>
        scopesFor(list, kind === 'create' || kind === 'delete' ? kind : 'action', action),
      ),
    ]);
    const others = new Set(proposed.filter((scope) => !listed.has(scope)));
    assert.deepEqual([...others].sort(), ['core.inventory.transaction.write', 'core.item.read']);
  });

  it('lists what they list', () => {
    const listed = new Set([...paths()].flatMap(([path, { get }]) => (get ? [withoutIds(path)] : [])));
    for (const { path } of resources) {
      if (path !== '/api/easy_form_responses') assert.ok(listed.has(withoutIds(path)), path);
    }
  });
});

function files(): string[] {
  return readdirSync(schemaFolder).map((name) => name.replace('.json', ''));
}

/** The verbs of a path may be in two files. */
function paths(): Map<string, Record<string, object | undefined>> {
  const all = new Map<string, Record<string, object | undefined>>();
  for (const file of files()) {
    const { basePath, paths: declared } = readSwagger(file);
    for (const [path, verbs] of Object.entries(declared))
      all.set(`${basePath}${path}`, { ...all.get(`${basePath}${path}`), ...verbs });
  }
  return all;
}

function withoutIds(path: string): string {
  return path.replace('//', '/').replace(/\{[^}]+\}/g, '*');
}

function scopesListed(swagger: object): string[] {
  const { securityDefinitions = {} } = swagger as {
    securityDefinitions?: Record<string, { scopes?: object }>;
  };
  return Object.values(securityDefinitions).flatMap(({ scopes = {} }) => Object.keys(scopes));
}
