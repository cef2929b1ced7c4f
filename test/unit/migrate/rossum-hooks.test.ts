// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import type { Finding } from '../../../lib/base/finding';
import { toFlow } from '../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../lib/migrate/read-instance';
import { fromFlow } from './from-flow';

/** A hook that imports, as Rossum's interface shows it. */
function hook(endpoint: string, change: object = {}, credentials: object = {}): object {
  return {
    id: 342955,
    type: 'webhook',
    name: `Import ${endpoint}`,
    url: 'https://acme.rossum.example/api/v1/hooks/342955',
    settings: {
      credentials: {
        client_id: 'client-a',
        base_api_url: 'https://acme.coupacloud.com/',
        client_scope: `core.${endpoint}.read`,
        ...credentials,
      },
      import_config: {
        endpoint: `api/${endpoint}`,
        method: 'update',
        id_keys: ['id'],
        dataset_name: `${endpoint}_test`,
        records_per_request: 50,
        query: { 'updated-at[gt_or_eq]': '${last_modified_date}' },
      },
    },
    active: true,
    events: ['invocation.scheduled'],
    queues: ['https://acme.rossum.example/api/v1/queues/1'],
    config: { schedule: { cron: '20 */4 * * *' }, url: 'https://shared.example/import', timeout_s: 30 },
    ...change,
  };
}

/** A hook that writes invoices. */
const exporting = {
  id: 418430,
  type: 'webhook',
  name: 'Create Draft',
  url: 'https://acme.rossum.example/api/v1/hooks/418430',
  settings: {
    auth: { url: '@{oauth_url}', data: { client_id: '@{id}' }, method: 'POST', headers: {} },
    request: { url: '@{create_draft_url}', data: '#{file_content}', method: 'POST', headers: {} },
    export_reference_key: 'create_draft',
  },
  active: true,
  events: ['annotation_content.export'],
  queues: [],
};

function settingsOf(endpoint: string): object {
  return (hook(endpoint) as { settings: object }).settings;
}

function of(findings: readonly Finding[], code: string): Finding[] {
  return findings.filter((finding) => finding.code === code);
}

describe("reading Rossum's hooks", () => {
  it('is done where the settings are JSON in a text', () => {
    const whole: Record<string, unknown> = { ...hook('uoms') };
    const text = { ...whole, settings: JSON.stringify(whole['settings']) };
    assert.deepEqual(readInstance(text).description, readInstance(whole).description);
  });

  it('is done where only what an import asks for was pasted', () => {
    const { description, findings } = readInstance({
      endpoint: 'api/uoms',
      id_keys: ['id'],
      dataset_name: 'x',
      query: { 'updated-at[gt_or_eq]': '${last_modified_date}' },
    });
    assert.equal(description.resources[0]?.url, '/api/uoms?updated-at[gt_or_eq]=${last_modified_date}');
    assert.equal(of(findings, 'site-address').length, 1);
  });

  describe('that export', () => {
    const mapping = { ...exporting, settings: { export_configs: [{ export_reference_key: 'a' }] } };
    const pipeline = { ...exporting, settings: { stages: [{ request: { url: 'a' } }] } };
    const shapes: [title: string, value: object][] = [
      ['a whole hook', exporting],
      ['its settings alone', exporting.settings],
      ['a hook that maps', mapping],
      ['the settings that map', mapping.settings],
      ['a hook of stages', pipeline],
      ['the first generation', { connection_info: { client_id: 'a' }, payload_template: {} }],
      ['a hook in a list', { results: [exporting] }],
    ];
    for (const [title, value] of shapes) {
      it(`makes no poll of ${title}, but a row of calls or a word on what it is`, () => {
        const { description, findings } = readInstance(JSON.stringify(value));
        assert.deepEqual(description.resources, []);
        const refused = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
        assert.deepEqual(refused, description.exports.length === 0 ? ['export-hook'] : []);
        const isEmpty = title === 'a hook of stages';
        assert.equal(description.exports.length, isEmpty ? 0 : 1);
      });
    }

    it('says of one of an unknown kind that nothing in it could be made a node', () => {
      const { findings, description } = readInstance({ ...exporting, settings: { something: 'else' } });
      assert.deepEqual(description.exports, []);
      assert.deepEqual(
        of(findings, 'export-hook').map(({ severity, about }) => [severity, about]),
        [['error', 'Create Draft']],
      );
    });

    it('are read out of a text into which Python puts values, with their own placeholders', () => {
      const text = `f"""${JSON.stringify(exporting).replace(/[{}]/g, '$&$&')}"""`;
      assert.deepEqual(readInstance(text).description, readInstance(exporting).description);
    });

    it('says of one that looks something up that it imports nothing', () => {
      const settings = { configurations: [{ source: { auth: { url: '@{a}' }, queries: [{ url: 'b' }] } }] };
      const whole = { ...exporting, events: ['annotation_content.started'], settings };
      const asText = { ...whole, settings: JSON.stringify(settings) };
      for (const value of [settings, whole, asText, `Our look-up, too: ${JSON.stringify(whole)}`]) {
        const { description, findings } = readInstance(value);
        assert.deepEqual(description.resources, []);
        assert.equal(of(findings, 'other-hook').length, 1);
      }
    });
  });

  describe('their schedule', () => {
    it('starts the polls by an inject node, and says whose time that is', () => {
      const { description, findings } = readInstance(hook('uoms'));
      const flow = toFlow(description, findings);
      const [inject] = flow.filter(({ type }) => type === 'inject');
      assert.equal(inject?.['crontab'], '20 */4 * * *');
      assert.deepEqual(inject?.wires, [[flow.find(({ type }) => type === 'coupa-poll')?.id]]);
      assert.match(String(of(findings, 'schedule')[0]?.message), /time zone of the computer/);
      const [comment] = flow.filter(({ type }) => type === 'comment');
      assert.match(String(comment?.['info']), /time zone of the computer/);
      assert.deepEqual(fromFlow(flow), description);
    });

    for (const [title, schedule, crontab] of [
      ['a text', '20 */4 * * *', '20 */4 * * *'],
      ['a list of one', [{ cron: '20 */4 * * *' }], '20 */4 * * *'],
      ['another name', { crontab: '20 */4 * * *' }, '20 */4 * * *'],
      ['minutes', { cron: '@every 15m' }, '*/15 * * * *'],
      ['hours', { cron: 'rate(2 hours)' }, '0 */2 * * *'],
    ] as const) {
      it(`is read where it is written as ${title}`, () => {
        const { description } = readInstance(hook('uoms', { config: { schedule } }));
        assert.equal(description.resources[0]?.crontab, crontab);
      });
    }

    for (const active of ['no', 0, '0', 'off']) {
      it(`is switched off by ${JSON.stringify(active)}`, () => {
        assert.equal(readInstance(hook('uoms', { active })).description.resources[0]?.disabled, true);
      });
    }

    for (const [title, change] of [
      ['JSON in a text', { config: JSON.stringify({ schedule: { cron: '20 */4 * * *' } }) }],
      ['a setting', { config: {}, settings: { ...settingsOf('uoms'), schedule: { cron: '20 */4 * * *' } } }],
    ] as const) {
      it(`is read where it is ${title}`, () => {
        const { description, findings } = readInstance(hook('uoms', change));
        assert.equal(description.resources[0]?.crontab, '20 */4 * * *');
        assert.equal(of(findings, 'settings-key').length + of(findings, 'unknown-key').length, 0);
      });
    }

    for (const off of [{ enabled: false }, { active: 'no' }, { disabled: true }]) {
      it(`starts nothing where it is switched off, which is said: ${JSON.stringify(off)}`, () => {
        const schedule = { cron: '20 */4 * * *', ...off };
        const { description, findings } = readInstance(hook('uoms', { config: { schedule } }));
        assert.equal(description.resources[0]?.crontab, undefined);
        assert.match(String(of(findings, 'schedule')[0]?.message), /schedule was switched off/);
      });

      it(`switches the poll off that others switch off so: ${JSON.stringify(off)}`, () => {
        const { description, findings } = readInstance(hook('uoms', { active: undefined, ...off }));
        assert.equal(description.resources[0]?.disabled, true);
        assert.equal(of(findings, 'inactive').length, 1);
      });
    }

    it('is a button where the hook has none', () => {
      const { description, findings } = readInstance(hook('uoms', { config: { schedule: { cron: '' } } }));
      const [inject] = toFlow(description).filter(({ type }) => type === 'inject');
      assert.equal(inject?.['crontab'], '');
      assert.match(String(of(findings, 'schedule')[0]?.message), /has no schedule/);
    });

    it('switches the tab off with the hook, and says so', () => {
      const { description, findings } = readInstance(hook('uoms', { active: false }));
      const flow = toFlow(description, findings);
      assert.equal(flow.find(({ type }) => type === 'tab')?.['disabled'], true);
      assert.deepEqual(
        of(findings, 'inactive').map(({ path }) => path),
        ['/active'],
      );
      assert.deepEqual(fromFlow(flow), description);
    });

    it('switches only the node off where other hooks are on', () => {
      const hooks = [hook('uoms'), hook('suppliers', { active: false })];
      const { description } = readInstance(hooks);
      const flow = toFlow(description);
      assert.equal(flow.find(({ type }) => type === 'tab')?.['disabled'], false);
      const polls = flow.filter(({ type }) => type === 'coupa-poll');
      assert.deepEqual(
        polls.map(({ d }) => d),
        [undefined, true],
      );
      assert.deepEqual(fromFlow(flow), description);
    });
  });

  it('says of what belongs to the hook that it has no counterpart', () => {
    const { findings } = readInstance(hook('uoms'));
    const [said] = of(findings, 'hook-keys');
    for (const key of ['queues', 'events', 'config.url', 'config.timeout_s']) {
      assert.ok(String(said?.message).includes(key), key);
    }
  });

  describe('several in one text', () => {
    const [one, two] = [hook('uoms'), hook('suppliers')];
    const texts: [title: string, text: string][] = [
      ['behind one another', `${JSON.stringify(one)}\n\n${JSON.stringify(two)}`],
      [
        'each behind words on its line',
        `First hook: ${JSON.stringify(one)}\n\nand the second: ${JSON.stringify(two)}`,
      ],
      ['with words between them', `${JSON.stringify(one)} and then ${JSON.stringify(two, null, 2)}, thanks`],
      ['in a list', JSON.stringify([one, two])],
      ['in an answer of the interface', JSON.stringify({ pagination: { total: 2 }, results: [one, two] })],
    ];
    for (const [title, text] of texts) {
      it(`are all read ${title}, over one connection with all their scopes`, () => {
        const { description, findings } = readInstance(text);
        assert.deepEqual(
          description.resources.map(({ resource, name }) => [resource, name]),
          [
            ['uoms', 'uoms_test'],
            ['suppliers', 'suppliers_test'],
          ],
        );
        assert.equal(description.connection.scope, 'core.uoms.read core.suppliers.read');
        assert.equal(description.connection.siteAddress, 'https://acme.coupacloud.com');
        assert.equal(of(findings, 'several').length, 0);
        assert.equal(of(findings, 'secret').length, 1, 'the secret is asked for once');
      });
    }

    it('can be chosen, also one of two that read the same list', () => {
      const remit = hook('suppliers', { name: 'Remit to' });
      const settings = { ...(remit as { settings: { import_config: object } }).settings };
      const named = { ...settings, import_config: { ...settings.import_config, dataset_name: 'remit_to' } };
      const hooks = [one, two, { ...remit, settings: named }];
      const names = (select: string[]) =>
        readInstance(hooks, { select }).description.resources.map(
          ({ name = '', resource }) => name || resource,
        );
      assert.deepEqual(names(['suppliers']), ['suppliers_test', 'remit_to']);
      assert.deepEqual(names(['suppliers (remit_to)', 'uoms']), ['uoms_test', 'remit_to']);
      const { description } = readInstance(hooks, { select: ['uoms'] });
      assert.equal(description.connection.scope, 'core.uoms.read');
    });

    it('start by their own schedules', () => {
      const daily = hook('suppliers', { config: { schedule: { cron: '@daily' } } });
      const { description } = readInstance([one, daily, hook('addresses')]);
      const flow = toFlow(description);
      const polls = flow.filter(({ type }) => type === 'coupa-poll').map(({ id }) => id);
      assert.deepEqual(
        flow
          .filter(({ type }) => type === 'inject')
          .map(({ crontab, wires }) => [crontab, wires?.[0]?.map((id) => polls.indexOf(id))]),
        [
          ['20 */4 * * *', [0, 2]],
          ['0 0 * * *', [1]],
        ],
      );
      assert.deepEqual(fromFlow(flow), description);
    });

    it('say which of them is not on the tab, and why', () => {
      const elsewhere = hook('addresses', {}, { base_api_url: 'https://other.coupahost.com' });
      const stranger = hook('contracts', {}, { client_id: 'client-b' });
      const { description, findings } = readInstance([one, elsewhere, stranger, exporting]);
      assert.deepEqual(
        description.resources.map(({ resource }) => resource),
        ['uoms'],
      );
      const errors = findings.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        errors.map(({ code }) => code),
        ['other-connection', 'other-connection'],
      );
      assert.match(String(errors[0]?.message), /Import addresses.*other\.coupahost\.com/);
      assert.equal(description.exports.length, 1);
    });
  });
});
