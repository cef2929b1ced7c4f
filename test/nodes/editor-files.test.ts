import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { serveEditorFiles } from '../../nodes/admin/editor-files';
import { htmlOf, nodesFolder } from '../node-rooms';

const built = join(nodesFolder, '..', 'dist', 'nodes');

/** The files in which a node type says what the editor loads, as the build writes them. */
const pages = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.html') && !file.includes('locales'),
);

describe("The editor's half of the nodes", () => {
  let server: Server;
  let root: string;

  before(async () => {
    const httpAdmin = express();
    serveEditorFiles({ httpAdmin }, join(built, 'editor'));
    server = createServer(httpAdmin).listen(0, '127.0.0.1');
    await once(server, 'listening');
    root = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  after(() => server.close());

  for (const page of pages) {
    it(`is one script for ${page}, which is served and registers the type`, async () => {
      const html = readFileSync(join(built, page), 'utf8');
      const [, type = ''] = /data-template-name="([^"]+)"/.exec(html) ?? [];
      assert.equal(html, htmlOf(type), 'it is built of what stands beside the node');
      const scripts = [...html.matchAll(/<script(?! type="text\/html")([^>]*)>([^<]*)</g)];
      assert.equal(scripts.length, 1);
      const [[, attributes = '', inline] = []] = scripts;
      assert.equal(inline, '', 'no script stands in the HTML');
      const [, src = ''] = /src="([^"]+)"/.exec(attributes) ?? [];
      const answer = await fetch(root + src);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-type') ?? '', /javascript/);
      assert.match(await answer.text(), new RegExp(`registerType\\("${type}"`));
    });
  }

  it('has a style sheet, with all its parts in it', async () => {
    const answer = await fetch(`${root}coupa/editor/dialogs.css`);
    assert.equal(answer.status, 200);
    assert.doesNotMatch(await answer.text(), /@import/);
  });

  it('is all that is served', async () => {
    for (const file of [
      '..%2fcoupa-config.js',
      '..%2f..%2fpackage.json',
      'nothing.js',
      '.js',
      'tsconfig.json',
    ])
      assert.equal((await fetch(`${root}coupa/editor/${file}`)).status, 404, file);
  });
});
