import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Cso, createCso } from '../simulator/cso';
import { asOneStory, type Editor, inEditor, type NodeRed, platformNames, startNodeRed } from './harness';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

for (const platform of platformNames) {
  describe(`A new user's first sourcing events, in the browser, on ${platform}`, function () {
    this.timeout(180_000);
    asOneStory();

    let cso: Cso;
    let site: { url: string; close(): Promise<void> };
    let nodeRed: NodeRed;
    let editor: Editor;
    let inject: string;
    let node: string;
    let eventId: string;

    const stage = inEditor(`cso-events-${platform}`, async () => {
      cso = createCso();
      site = await cso.start();
      for (const name of ['Freight', 'IT', 'Air']) {
        eventId = cso.collection('/api/events').add({ 'market-id': '1', name, state: 'Setup' }).id;
      }
      cso.collection(`/api/events/${eventId}/fact-sheets`).add({ name: 'Volumes' });
      return startNodeRed({ platform });
    });

    before(() => {
      ({ nodeRed, editor } = stage);
    });

    after(() => site?.close());

    it('drags an inject, a CSO and a debug node from the palette and wires them', async () => {
      inject = await editor.add('inject', 140, 160);
      node = await editor.add('coupa-cso-events', 340, 160);
      const debug = await editor.add('debug', 600, 160);
      await editor.wire(inject, 0, node);
      await editor.wire(node, 0, debug);
    });

    it('creates the connection from inside the node', async () => {
      await editor.open(node);
      await editor.addConfiguration('connection');
      await editor.field('node-config-input-siteAddress').fill(site.url);
      await editor.page.locator('[data-coupa-section="cso"] > summary').click();
      await editor.field('node-config-input-csoAddress').fill(site.url);
      await editor.field('node-config-input-csoApiKey').fill('cso-key');
      await editor.doneConfiguration();
    });

    it('sees only the fields that the chosen object and operation use', async () => {
      assert.deepEqual(await shown(), ['output']);
      await choose('delete', 'events');
      assert.deepEqual(await shown(), ['batchSize', 'maxDeletes']);
      await choose('create', 'fact-sheets');
      assert.deepEqual(await shown(), ['eventId', 'validate', 'batchSize']);
      await choose('changes', 'fields');
      assert.deepEqual(await shown(), ['eventId', 'factSheetId', 'firstRun', 'interval', 'stateStore']);
      await choose('', '');
      assert.equal((await shown()).length, optional.length);
    });

    it('is warned that deleting a market deletes its events', async () => {
      await choose('delete', 'markets');
      assert.match(
        (await editor.page.locator('[data-coupa-tip]:visible').textContent()) ?? '',
        /deletes all of its events/,
      );
      await editor.screenshot(`cso-events-${platform}-delete`);
    });

    it('finds a label for every field', async () => {
      await choose('', '');
      await editor.page.evaluate(axe);
      const faults = await editor.page.evaluate(
        `axe.run('#dialog-form .form-row', { runOnly: ['label', 'select-name', 'duplicate-id-aria'] })
           .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
      );
      assert.deepEqual(faults, []);
    });

    it('sees a batch size that cannot work marked, and one from the environment not', async () => {
      const field = editor.field('node-input-batchSize');
      for (const [value, invalid] of [
        ['0', true],
        ['${BATCH_SIZE}', false],
        ['100', false],
      ] as const) {
        await field.fill(value);
        await field.blur();
        assert.equal(/input-error/.test((await field.getAttribute('class')) ?? ''), invalid, value);
      }
    });

    it('lists events into the debug sidebar', async () => {
      await choose('list', 'events');
      await editor.done();
      await editor.showDebug();
      await editor.deploy();
      await press(inject);
      await editor.waitForDebug(/array\[3\]/);
      assert.equal(cso.requests.at(-1)?.url, '/api/events');
      assert.equal(await editor.status(node), 'listed: 3');
    });

    it('lists the fact sheets of an event whose id is typed in', async () => {
      await editor.open(node);
      await choose('list', 'fact-sheets');
      await editor.field('node-input-eventId-text').fill(eventId);
      await editor.done();
      await editor.deploy();
      await press(inject);
      await editor.waitForDebug(/array\[1\]/);
      assert.equal(cso.requests.at(-1)?.url, `/api/events/${eventId}/fact-sheets`);
    });

    it('finds what was typed in when the node is opened again', async () => {
      await editor.open(node);
      assert.equal(await editor.field('node-input-eventId-text').inputValue(), eventId);
      assert.equal(await editor.field('node-input-object').inputValue(), 'fact-sheets');
      await editor.done();
    });

    it('never saw an error, and the key is nowhere in the log', () => {
      assert.deepEqual(nodeRed.errors(), []);
      assert.ok(!nodeRed.log.some((line) => line.includes('cso-key')));
    });

    const optional = [
      'eventId',
      'factSheetId',
      'output',
      'validate',
      'batchSize',
      'maxDeletes',
      'firstRun',
      'interval',
      'stateStore',
    ];

    /** Names of the fields on show, beside name, connection, operation and object. */
    async function shown(): Promise<string[]> {
      const rows = await Promise.all(
        optional.map((name) => editor.page.locator(`.form-row:has(#node-input-${name})`).isVisible()),
      );
      return optional.filter((_, index) => rows[index]);
    }

    async function choose(operation: string, object: string): Promise<void> {
      await editor.field('node-input-operation').selectOption(operation);
      await editor.field('node-input-object').selectOption(object);
    }

    async function press(id: string): Promise<void> {
      await editor.node(id).locator('.red-ui-flow-node-button-button').click();
    }
  });
}
