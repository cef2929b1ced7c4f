import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { createCso } from '../simulator/cso';
import { Tenant } from '../simulator/tenant';
import {
  connection,
  type Editor,
  type FlowNode,
  inEditor,
  platformNames,
  poll,
  startNodeRed,
  tab,
} from './harness';
import { walk } from './harness/keyboard';
import { cutOff } from './harness/width';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

for (const platform of platformNames) {
  describe(`The dialogs, in the browser, on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let editor: Editor;

    const stage = inEditor(`editor-${platform}`, async () => {
      tenant = await Tenant.start({ scopes: ['core.invoice.read', 'core.supplier.read'] });
      const cso = createCso({ key: 'cso-key' });
      cso.collection('/api/events').add({ 'market-id': '1', name: 'Freight 2027' });
      tenant.mount(cso.mounted);
      tenant.resource('invoices').createMany(4, { status: 'approved' });
      return startNodeRed({ platform, flows: flows() });
    });

    before(() => {
      ({ editor } = stage);
    });

    after(() => tenant?.close());

    function flows(): FlowNode[] {
      return [
        tab,
        connection(tenant, { csoAddress: tenant.url, name: 'tenant', scope: 'core.supplier.read' }),
        poll('poll', [[], []], { x: 200, y: 120, interval: '0', start: 'beginning' }),
        {
          id: 'cso',
          type: 'coupa-cso-events',
          z: 'tab',
          x: 200,
          y: 240,
          connection: 'connection',
          wires: [[], []],
        },
        {
          id: 'record',
          type: 'coupa-record',
          z: 'tab',
          x: 200,
          y: 360,
          connection: 'connection',
          resource: 'suppliers',
          operation: 'upsert',
          wires: [[], []],
        },
      ];
    }

    const text = async (selector: string) => (await editor.page.locator(selector).textContent()) ?? '';
    const focused = () => editor.page.evaluate(() => document.activeElement?.id);
    const shows = (selector: string, expected: RegExp) =>
      editor.page.locator(selector).filter({ hasText: expected }).waitFor();

    const unfold = (dialog: string) =>
      editor.page.locator(dialog).evaluate((element) => {
        for (const part of Array.from(element.querySelectorAll('details'))) part.open = true;
      });

    /** What filters are built with comes once the attributes of the resource are known. */
    const queryBuilt = () =>
      editor.page.locator('#coupa-poll-builder:not([hidden])').waitFor({ state: 'attached' });

    const isRed = (name: string) =>
      editor.page.locator(`#node-config-input-${name}.input-error`).count().then(Boolean);

    /** The fields of the connection that Node-RED marks and that are shown. */
    const red = () =>
      editor.page
        .locator('#coupa-config-dialog .input-error:visible')
        .evaluateAll((fields) => fields.map(({ id }) => id.replace('node-config-input-', '')));

    /** Everything folded is opened first: what is hidden is not looked at. Node-RED 4 has no dark colours of its own. */
    async function assertAccessible(dialog: string): Promise<void> {
      await unfold(dialog);
      await editor.page.evaluate(axe);
      for (const dark of platform === 'node-red-4' ? [false] : [true, false]) {
        await editor.darken(dark);
        const results = await editor.page.evaluate<AxeResults>(`axe.run(${JSON.stringify(dialog)})`);
        assert.deepEqual(
          results.violations.map(({ id, nodes }) => [id, dark, nodes.map(({ html }) => html)]),
          [],
        );
      }
    }

    it('calls a node by its defaults where the flow names none', async () => {
      assert.equal(await text('#cso .red-ui-flow-node-label'), 'list events');
    });

    describe('the poll', () => {
      it('opens with the simple things, and says of the rest that it is as it was', async () => {
        await editor.open('poll');
        await shows('[data-coupa-section="query"] .coupa-section-line', /^defaults$/);
        assert.equal(await editor.field('node-input-updatedDateField').inputValue(), 'updated-at');
        assert.equal(await editor.field('node-input-url').isVisible(), false);
      });

      it('shows the URL that would be sent, its placeholder marked', async () => {
        await shows(
          '#coupa-poll-preview',
          /\/api\/invoices\?updated-at\[gt_or_eq\]=1970-01-01T00:00:00Z&order_by=id/,
        );
        assert.equal(await text('#coupa-poll-preview mark'), '1970-01-01T00:00:00Z');
      });

      it('tells in plain words what the tenant says when tried', async () => {
        await editor.field('coupa-poll-try').click();
        await shows('#coupa-poll-trial', /not allowed[\s\S]*core\.invoice\.read|scope/i);
      });

      it('finds a resource by typing, with the keyboard alone, and fills in the rest', async () => {
        const resource = editor.field('node-input-resource');
        await resource.fill('');
        await resource.pressSequentially('form');
        await shows('.coupa-list', /easy_form_responses/);
        await resource.press('ArrowDown');
        await resource.press('Enter');
        await shows(
          '#coupa-poll-resource-facts',
          /\/api\/easy_form_responses[\s\S]*core\.easy_form_response\.read/,
        );
        assert.equal(await resource.inputValue(), 'forms');
        assert.equal(await editor.field('node-input-idField').inputValue(), '');
        await resource.fill('invoices');
        await resource.press('Tab');
        await shows('#coupa-poll-resource-facts', /\/api\/invoices/);
        assert.equal(await editor.field('node-input-idField').inputValue(), 'id');
      });

      it('offers the resource that a misspelt one means, and marks the field until it is right', async () => {
        const resource = editor.field('node-input-resource');
        await resource.fill('invoice');
        await resource.press('Escape');
        await resource.press('Tab');
        await shows('#coupa-poll-resource-facts', /Not in the catalogue/);
        await editor.page.locator('#node-input-resource.input-error').waitFor();
        await editor.page
          .locator('#coupa-poll-resource-facts button', { hasText: 'Use invoices' })
          .press('Enter');
        await shows('#coupa-poll-resource-facts', /core\.invoice\.read/);
        assert.equal(await resource.inputValue(), 'invoices');
        await editor.page.locator('#node-input-resource:not(.input-error)').waitFor();
      });

      it('moves the URL to another list, also by way of a misspelt name, and keeps its filters', async () => {
        const [resource, url] = [editor.field('node-input-resource'), editor.field('node-input-url')];
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
        await url.fill('/api/invoices?status=approved');
        await resource.fill('supliers');
        await resource.press('Tab');
        await editor.page.locator('#coupa-poll-resource-facts button', { hasText: 'Use suppliers' }).click();
        await editor.page.waitForFunction(`$('#node-input-url').val() === '/api/suppliers?status=approved'`);
        await resource.fill('inv');
        await resource.press('Enter');
        assert.equal(await resource.inputValue(), 'invoices');
        assert.equal(await url.inputValue(), '/api/invoices?status=approved');
        await url.fill('');
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
      });

      it('leaves a URL of another list alone as long as nobody chooses a resource', async () => {
        const [resource, url] = [editor.field('node-input-resource'), editor.field('node-input-url')];
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
        await url.fill('/api/purchase_orders?status=draft');
        await shows('#coupa-poll-preview', /The resource is "invoices", but this URL reads/);
        await editor.done();
        await editor.open('poll');
        await shows('#coupa-poll-preview', /The resource is "invoices", but this URL reads/);
        await resource.click();
        await resource.press('Tab');
        assert.equal(await url.inputValue(), '/api/purchase_orders?status=draft');
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
        await url.fill('');
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
      });

      it('picks a start date in a calendar', async () => {
        await editor.field('node-input-start').selectOption('date');
        await shows(
          '#coupa-poll-preview .coupa-verdict',
          /^\s*“Start date” cannot work yet\."Start date" is empty/,
        );
        await editor.page.locator('#coupa-poll-row-startDate button[aria-label^="Pick"]').click();
        await editor.page
          .locator('#coupa-poll-row-startDate input[type="datetime-local"]')
          .fill('2026-01-31T08:15');
        const picked = await editor.field('node-input-startDate').inputValue();
        assert.equal(Date.parse(picked), new Date('2026-01-31T08:15').getTime());
        assert.match(picked, /^2026-01-3\dT\d\d:15:00Z$/);
        await shows('#coupa-poll-preview .coupa-since', /^What was updated since Jan 31, 2026, 8:15:00/);
        await editor.field('node-input-start').selectOption('beginning');
      });

      it('builds a filter by picking, and offers no text comparison for a date', async () => {
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
        await editor.field('coupa-poll-add-filter').click();
        const [attribute, comparison] = [0, 1].map((index) =>
          editor.page.locator('.coupa-filter select').nth(index),
        );
        await attribute?.selectOption('created-at');
        const offered = await comparison?.locator('option').allInnerTexts();
        assert.ok(offered?.includes('is below') && !offered.includes('contains'));
        await attribute?.selectOption('status');
        await comparison?.selectOption('in');
        await editor.page.locator('.coupa-filter input[type="text"]').fill('approved,paid');
        assert.match(await editor.field('node-input-url').inputValue(), /&status\[in\]=approved,paid$/);
        await shows('#coupa-poll-preview', /status\[in\]=approved,paid/);
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
        await shows('[data-coupa-section="query"] .coupa-section-line', /^status is one of approved,paid$/);
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
      });

      it('underlines a mistake where it is', async () => {
        await editor.field('node-input-url').fill('/api/invoices?updated-at[gt]=${dat:yyyy}');
        await shows('#coupa-poll-preview .coupa-verdict', /Did you mean/);
        assert.equal(await text('#coupa-poll-preview mark.coupa-wrong'), 'dat:yyyy');
        await editor.field('coupa-poll-try').click();
        await shows('#coupa-poll-trial', /Correct the mistake above first/);
        await editor.field('node-input-url').fill('');
      });

      it('has no axe violation', () => assertAccessible('#coupa-poll-dialog'));
    });

    describe('its connection', () => {
      it('proposes the scope that the node needs, and adds it with one click', async () => {
        await editor.page
          .locator('#node-input-lookup-connection, #node-input-btn-connection-edit')
          .first()
          .click();
        await editor.configurationOpened();
        await shows('#coupa-config-scopes', /core\.invoice\.read/);
        await editor.page.locator('#coupa-config-scopes button').click();
        assert.equal(
          await editor.field('node-config-input-scope').inputValue(),
          'core.supplier.read core.invoice.read core.supplier.write',
        );
      });

      it('tells which scope is misspelt, and mends it', async () => {
        const scope = editor.field('node-config-input-scope');
        await scope.fill('core.supplier.read core.supplier.write core.invoices.read');
        await shows('#coupa-config-scopes', /core\.invoices\.read\. Did you mean core\.invoice\.read\?/);
        // What is meant is not missing as well.
        assert.doesNotMatch(await text('#coupa-config-scopes'), /also need/);
        await editor.page.locator('#coupa-config-scopes button').press('Enter');
        assert.equal(await scope.inputValue(), 'core.supplier.read core.supplier.write core.invoice.read');
        assert.equal(await text('#coupa-config-scopes'), '');
      });

      it('says that without scopes Coupa decides, and no more of it once a test shows that it granted them', async () => {
        const scope = editor.field('node-config-input-scope');
        await scope.fill('');
        await shows('#coupa-config-scopes', /Coupa decides.*core\.invoice\.read/);
        await editor.field('coupa-config-test').press('Enter');
        await shows('#coupa-config-report', /The connection works/);
        assert.doesNotMatch(await text('#coupa-config-scopes'), /core\.invoice\.read/);
        await scope.fill('core.supplier.read');
        await shows('#coupa-config-scopes', /also need.*core\.invoice\.read/);
        await scope.fill('core.supplier.read core.invoice.read');
      });

      it('marks an address that came with a path, and takes the site from it', async () => {
        const address = editor.field('node-config-input-siteAddress');
        await address.fill(`${tenant.url}/invoices?x=1`);
        await address.press('End');
        await editor.page.locator('#node-config-input-siteAddress.input-error').waitFor();
        const hint = editor.page.locator('#coupa-config-siteAddress-hint[role="status"]');
        await hint.filter({ hasText: 'Only the site belongs here' }).waitFor();
        const use = hint.locator('button');
        assert.equal(await use.textContent(), `Use ${tenant.url}`);
        await use.press('Enter');
        assert.equal(await address.inputValue(), tenant.url);
        assert.equal(await text('#coupa-config-siteAddress-hint'), '');
        assert.equal(await isRed('siteAddress'), false);
      });

      it('tests what is typed with the stored secret', async () => {
        await editor.field('coupa-config-test').press('Enter');
        await shows(
          '#coupa-config-report',
          /The connection works[\s\S]*invoices\s*answers after \d+ ms[\s\S]*Clocks\s*agree/,
        );
        assert.equal(await focused(), 'coupa-config-test');
      });

      it('says what is wrong and what to do', async () => {
        const address = editor.field('node-config-input-siteAddress');
        await address.fill('https://nowhere.invalid');
        await editor.field('coupa-config-test').click();
        await shows('#coupa-config-report', /Type the secret again/);
        await editor.field('node-config-input-clientSecret').fill('another');
        await editor.field('coupa-config-test').click();
        await shows('#coupa-config-report', /There is no host nowhere\.invalid/);
        await address.fill(tenant.url);
        await editor.field('coupa-config-test').click();
        await shows('#coupa-config-report', /Coupa did not accept this client id with this secret/);
      });

      it('has no axe violation', () => assertAccessible('#coupa-config-dialog'));

      it('has room for the choice of a TLS and a proxy node in the longest language', async () => {
        for (const [id, longest] of [
          ['tls', "Neuen Typ 'tls-config' hinzufügen..."],
          ['proxy', "Neuen Typ 'http proxy' hinzufügen..."],
        ] as const) {
          const free = await editor.field(`node-config-input-${id}`).evaluate((select, words) => {
            const style = getComputedStyle(select);
            const canvas = document.createElement('canvas').getContext('2d');
            if (!canvas) return Number.NaN;
            canvas.font = style.font;
            const arrow = 20;
            const inset = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
            return select.clientWidth - inset - arrow - canvas.measureText(words).width;
          }, longest);
          assert.ok(free >= 0, `${id}: ${free}`);
        }
      });

      it('shows only the fields of the authentication that is chosen', async () => {
        const choice = editor.field('node-config-input-authentication');
        await choice.selectOption('apiKey');
        assert.equal(await editor.field('node-config-input-clientId').isVisible(), false);
        assert.equal(await editor.field('node-config-input-apiKey').isVisible(), true);
        assert.equal(await isRed('apiKey'), true);
        await choice.selectOption('openConnectors');
        assert.deepEqual(await red(), ['userSecret', 'organizationSecret', 'elementToken']);
        const address = editor.field('node-config-input-siteAddress');
        assert.match((await address.getAttribute('placeholder')) ?? '', /\/elements\/api-v2$/);
        const hub = 'label[for="node-config-input-siteAddress"] [data-coupa-authentication="openConnectors"]';
        assert.equal(await editor.page.locator(hub).isVisible(), true);
        await choice.selectOption('oauth2');
        assert.deepEqual(await red(), []);
      });

      it('marks a secret that is missing, unless there is only the key of CSO', async () => {
        const field = (name: string) => editor.field(`node-config-input-${name}`);
        for (const name of ['clientId', 'clientSecret']) {
          await field(name).fill('');
          await field(name).press('End');
        }
        assert.deepEqual(await red(), ['clientId', 'clientSecret']);
        await field('csoApiKey').fill('key');
        await field('csoApiKey').press('End');
        assert.deepEqual(await red(), []);
        await field('csoApiKey').fill('');
        await field('clientId').fill('client');
        await field('clientId').press('End');
        assert.deepEqual(await red(), ['clientSecret']);
      });

      it('marks the node as well, until the secret is there', async () => {
        await editor.doneConfiguration();
        const errors = () => editor.page.evaluate<string[]>(`RED.nodes.node('connection').validationErrors`);
        assert.deepEqual(await errors(), ['Client secret']);
        await editor.editConfiguration('connection');
        await editor.field('node-config-input-clientSecret').fill('secret');
        await editor.doneConfiguration();
        assert.deepEqual(await errors(), []);
      });
    });

    describe('the poll, once the connection is right', () => {
      it('tries it before anything is deployed: three records, and what they would be', async () => {
        await editor.field('coupa-poll-try').press('Enter');
        await shows('#coupa-poll-trial', /CREATED[\s\S]*id 1[\s\S]*id 2[\s\S]*id 3/);
        assert.match(await text('#coupa-poll-trial pre >> nth=0'), /"invoice-number"/);
        assert.equal(await focused(), 'coupa-poll-try');
      });

      it('offers the values that there are, as the tenant spells them', async () => {
        await editor.field('coupa-poll-add-filter').press('Enter');
        const row = editor.page.locator('.coupa-filter').last();
        await row.locator('select').first().selectOption('status');
        await row.locator('input[type="text"]').focus();
        await row.locator('datalist option[value="approved"]').waitFor({ state: 'attached' });
        await row.locator('button[aria-label="Remove filter"]').press('Enter');
        await editor.field('node-input-name').fill('<b>Changes</b>');
        await editor.done();
      });

      it('polls at the press of its button', async () => {
        await editor.deploy();
        await editor.node('poll').locator('.red-ui-flow-node-button-button').click();
        await shows('.red-ui-notification-success', /^Polling now: <b>Changes<\/b>/);
        await editor.page.waitForFunction(() =>
          /: 4 sent$/.test(document.querySelector('#poll .red-ui-flow-node-status-label')?.textContent ?? ''),
        );
      });

      it('shows what the polls did', async () => {
        await editor.open('poll');
        await shows('[data-coupa-section="history"] .coupa-section-line', /sent: 4/);
        await editor.page.locator('[data-coupa-section="history"] > summary').click();
        await shows(
          '#coupa-poll-history',
          /Next poll\s*when a message asks for it[\s\S]*Not acknowledged\s*0/,
        );
        assert.equal(await editor.page.locator('#coupa-poll-history .coupa-bar').count(), 1);
        assert.match(await text('#coupa-poll-history .coupa-bar-hover title'), /sent: 4/);
        await shows('#coupa-poll-start-hint', /^This node has polled up to .*"reset"/);
        await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
        await editor.field('node-input-url').fill('/api/invoices?status=paid');
        await shows('#coupa-poll-url-hint', /not read again with these filters: send the command backfill/);
        await editor.field('node-input-url').fill('');
        await editor.page.locator('#coupa-poll-url-hint:empty').waitFor({ state: 'attached' });
        await assertAccessible('#coupa-poll-dialog');
        await editor.done();
      });
    });

    describe('a variable in a box', () => {
      const variables = { verify: '${VERIFY}', dryRun: 'true', onExisting: '${EXISTING}' };
      const stored = () =>
        editor.page.evaluate<unknown>(
          `(({ verify, dryRun, onExisting }) => ({ verify, dryRun, onExisting }))(RED.nodes.node('record'))`,
        );
      const put = (properties: object) =>
        editor.page.evaluate(`void Object.assign(RED.nodes.node('record'), ${JSON.stringify(properties)})`);

      before(() => put(variables));

      after(() => put({ name: '', verify: true, dryRun: false, onExisting: 'update' }));

      it('is in the node still after it was renamed', async () => {
        await editor.open('record');
        await editor.field('node-input-verify-decides').waitFor({ state: 'attached' });
        await editor.field('node-input-name').fill('renamed');
        await editor.done();
        assert.deepEqual(await stored(), variables);
      });

      it('is replaced by what the user ticks', async () => {
        await editor.open('record');
        await editor.page.locator('[data-coupa-section="writing"] > summary').press('Enter');
        await editor.field('node-input-verify').click();
        await editor.field('node-input-verify-decides').waitFor({ state: 'detached' });
        await editor.done();
        assert.deepEqual(await stored(), { ...variables, verify: true });
      });
    });

    describe('CSO', () => {
      it('shows only the fields that the operation uses, and tries a list', async () => {
        await editor.open('cso');
        await editor.field('node-input-operation').selectOption('delete');
        assert.equal(await editor.field('node-input-maxDeletes').isVisible(), true);
        assert.equal(await editor.field('coupa-cso-try').isVisible(), false);
        await editor.field('node-input-operation').selectOption('list');
        assert.equal(await editor.field('node-input-maxDeletes').isVisible(), false);
        await editor.field('coupa-cso-try').click();
        await shows('#coupa-cso-trial', /no CSO API key/);
        await assertAccessible('#coupa-cso-dialog');
      });

      it('tries it with a key that was just typed, and shows what there is', async () => {
        await editor.editConfiguration('connection');
        await editor.page.locator('[data-coupa-section="cso"] > summary').press('Enter');
        const section = editor.page.locator('[data-coupa-section="cso"]');
        await editor.field('node-config-input-csoApiKey').fill('another');
        await section.locator('> summary').press('Enter');
        await editor.field('coupa-config-test').click();
        await shows('#coupa-config-report', /refused the CSO API key/);
        assert.notEqual(await section.getAttribute('open'), null, 'what the cure speaks of is unfolded');
        await editor.field('node-config-input-csoApiKey').fill('cso-key');
        assert.equal(await text('#coupa-config-report'), '', 'what was found no longer fits');
        await editor.doneConfiguration();
        await editor.field('coupa-cso-try').press('Enter');
        await shows('#coupa-cso-trial', /The first objects, after \d+ ms:[\s\S]*Freight 2027/);
        assert.equal(await focused(), 'coupa-cso-try');
        await assertAccessible('#coupa-cso-dialog');
        await editor.done();
      });
    });

    describe('a record node', () => {
      it('is counted by its connection: the scopes that it needs are proposed', async () => {
        await editor.open('record');
        await shows('#coupa-record-resource-facts', /suppliers/);
        await editor.editConfiguration('connection');
        await shows('#coupa-config-scopes', /core\.supplier\.write \(upsert suppliers\)/);
        await editor.field('coupa-config-test').click();
        await shows('#coupa-config-report', /core\.supplier\.write: missing \(upsert suppliers\)/);
        await assertAccessible('#coupa-config-dialog');
        await editor.doneConfiguration();
      });

      for (const operation of ['', 'list', 'upsert', 'action']) {
        it(`has no axe violation with the operation "${operation}"`, async () => {
          await editor.field('node-input-operation').selectOption(operation);
          await unfold('#coupa-record-dialog');
          await assertAccessible('#coupa-record-dialog');
        });
      }

      it('has none with what a dry run showed', async () => {
        await editor.field('node-input-operation').selectOption('upsert');
        await editor
          .field('coupa-record-payload')
          .fill('[{"name":"Acme","number":"S-1"},{"website":"x"},null]');
        await editor.field('coupa-record-rehearse').click();
        await shows('#coupa-record-rehearsal', /POST[\s\S]*neither an id nor/);
        await assertAccessible('#coupa-record-dialog');
        await editor.done();
      });
    });

    describe('by keyboard alone', () => {
      /** Unfolds every part with the Enter key first. */
      async function assertWalkable(dialog: string): Promise<void> {
        for (const summary of await editor.page.locator(`${dialog} .coupa-section > summary`).all()) {
          await summary.press('Enter');
        }
        const { there, reached, unmarked } = await walk(editor.page, dialog);
        assert.deepEqual(reached, there);
        assert.deepEqual(unmarked, []);
      }

      it('walks through all of the CSO dialog, and shows where it is', async () => {
        await editor.open('cso');
        await editor.field('node-input-object').selectOption('fields');
        await assertWalkable('#coupa-cso-dialog');
        await editor.done();
      });

      it('walks through all of the record dialog, and shows where it is', async () => {
        await editor.open('record');
        await shows('#coupa-record-resource-facts', /suppliers/);
        await assertWalkable('#coupa-record-dialog');
        await editor.done();
      });

      it('walks through all of the poll dialog, and shows where it is', async () => {
        await editor.open('poll');
        await queryBuilt();
        await assertWalkable('#coupa-poll-dialog');
      });

      it('walks through all of the connection dialog, and shows where it is', async () => {
        await editor.editConfiguration('connection');
        await shows('#coupa-config-scopes', /core\.supplier\.write \(upsert suppliers\)/);
        await assertWalkable('#coupa-config-dialog');
        await editor.doneConfiguration();
        await editor.done();
      });
    });

    describe('at 200 %, where half as much fits', () => {
      before(() => editor.page.setViewportSize({ width: 700, height: 450 }));
      after(() => editor.page.setViewportSize({ width: 1400, height: 900 }));

      const assertFits = async (dialog: string) => {
        await unfold(dialog);
        assert.deepEqual(await cutOff(editor.page, dialog), []);
      };

      it('needs no sideways scrolling in the CSO dialog', async () => {
        await editor.openByAction('cso');
        await editor.field('node-input-operation').selectOption('');
        await editor.field('node-input-object').selectOption('');
        await assertFits('#coupa-cso-dialog');
        await editor.done();
      });

      for (const operation of ['', 'list', 'upsert', 'action']) {
        it(`needs none in the record dialog with the operation "${operation}"`, async () => {
          await editor.openByAction('record');
          await editor.field('node-input-operation').selectOption(operation);
          await assertFits('#coupa-record-dialog');
          await editor.done();
        });
      }

      it('needs none in the poll dialog', async () => {
        await editor.openByAction('poll');
        await queryBuilt();
        await editor
          .field('node-input-delivery')
          .evaluate(`(select) => $(select).val('acknowledge').change()`);
        await assertFits('#coupa-poll-dialog');
      });

      it('shows all of a tip that the keyboard reaches', async () => {
        // Where the mouse lies still, another tip may open, and Node-RED shows one at a time.
        await editor.page.mouse.move(0, 0);
        await editor.page.locator('label[for="node-input-resource"] + .coupa-tip').waitFor();
        await editor.field('node-input-resource').press('Shift+Tab');
        const tip = editor.page.locator('.coupa-tip-text');
        await tip.waitFor();
        await editor.settled();
        const { x, width } = (await tip.boundingBox()) ?? { x: 0, width: 0 };
        assert.ok(x >= 0 && x + width <= 700, `from ${x} to ${x + width}`);
      });

      it('needs none in the connection dialog', async () => {
        await editor.editConfiguration('connection');
        await assertFits('#coupa-config-dialog');
        await editor.doneConfiguration();
        await editor.done();
      });
    });
  });
}
