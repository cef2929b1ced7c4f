import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { CoupaConfigNode } from '../../nodes/runtime/node-types';
import { type FlowNode, PollFlow, secrets } from './poll-flow';

describe('Settings that are not what they seem', () => {
  const red = PollFlow.forEachTest();
  const connection = () => helper.getNode('connection') as unknown as CoupaConfigNode;

  /** The flow, with variables of the tab that its nodes and its connection stand in. */
  function flowWith(env: object[], properties: object = {}, ofConnection: object = {}): FlowNode[] {
    const [tab, ...nodes] = red.flow(properties, { z: 'tab', ...ofConnection });
    return [{ ...tab, id: 'tab', type: 'tab', env }, ...nodes];
  }

  const variable = (name: string, type: string, value: string) => ({ name, type, value });

  it('takes a secret that is a number for a text', async () => {
    await red.startTenant({ clientId: '4711', clientSecret: '12345678' });
    red.tenant.resource('invoices').create();
    const env = [variable('ID', 'num', '4711'), variable('SECRET', 'num', '12345678')];
    await red.loadFlow(flowWith(env), { clientId: '${ID}', clientSecret: '${SECRET}' });
    helper.getNode('poll').receive({ command: 'poll' });
    await red.watched.until(() => red.watched.out.length === 1);
    assert.equal(red.watched.caught.length, 0);
  });

  it('takes each secret that is a number or true for a text', async () => {
    await red.startTenant();
    const names = ['clientId', ...Object.keys(secrets)];
    const env = [variable('NUMBER', 'num', '12345678'), variable('YES', 'bool', 'true')];
    const credentials = Object.fromEntries(
      names.map((name, index) => [name, index % 2 === 0 ? '${NUMBER}' : '${YES}']),
    );
    await red.loadFlow(flowWith(env), credentials);
    assert.equal(connection().problem, undefined);
    const known: Record<string, unknown> = { ...connection().settings?.credentials };
    for (const [index, name] of names.entries())
      assert.equal(known[name], index % 2 === 0 ? '12345678' : 'true', name);
  });

  it('takes every text of a connection that is a number or true for a text', async () => {
    await red.startTenant();
    const env = [variable('NUMBER', 'num', '12345'), variable('YES', 'bool', 'true')];
    for (const property of ['siteAddress', 'csoAddress', 'scope', 'name']) {
      for (const value of ['${NUMBER}', '${YES}']) {
        await red.loadFlow(flowWith(env, {}, { [property]: value }));
        assert.doesNotMatch(red.logged(), /TypeError|is not a function/, property);
        await helper.unload();
      }
    }
  });

  it('takes every text of a poll that is a number or true for a text', async () => {
    await red.startTenant();
    const env = [variable('NUMBER', 'num', '12345'), variable('YES', 'bool', 'true')];
    for (const property of ['resource', 'url', 'idField', 'updatedDateField', 'createdDateField', 'name']) {
      for (const value of ['${NUMBER}', '${YES}']) {
        const known = property === 'resource' ? { url: '/api/invoices' } : {};
        await red.loadFlow(flowWith(env, { ...known, [property]: value }));
        assert.doesNotMatch(red.logged(), /TypeError|is not a function|has to be (text|the name)/, property);
        await helper.unload();
      }
    }
  });

  it('takes every text of a CSO node that is a number or true for a text', async () => {
    await red.startTenant();
    const env = [variable('NUMBER', 'num', '12345'), variable('YES', 'bool', 'true')];
    for (const property of ['object', 'operation', 'eventId', 'factSheetId', 'stateStore', 'name']) {
      for (const value of ['${NUMBER}', '${YES}']) {
        const cso = {
          id: 'cso',
          type: 'coupa-cso-events',
          z: 'tab',
          connection: 'connection',
          wires: [[], []],
        };
        await red.loadFlow([...flowWith(env), { ...cso, [property]: value }]);
        assert.doesNotMatch(red.logged(), /TypeError|is not a function/, property);
        await helper.unload();
      }
    }
  });

  it('does not take blanks for 0 requests per second, which would be no limit', async () => {
    await red.startTenant();
    await red.loadFlow(red.flow({}, { requestsPerSecond: ' ' }));
    assert.match(connection().problem?.message ?? '', /requestsPerSecond is NaN/);
  });

  for (const [property, type] of [
    ['tls', 'tls-config'],
    ['proxy', 'http proxy'],
  ] as const) {
    it(`says that "${property}" names a node of another type`, async () => {
      await red.startTenant();
      const other = { id: 'other', type: 'coupa-config', siteAddress: red.tenant.url };
      await red.loadFlow([...red.flow({}, { [property]: 'other' }), other]);
      assert.equal(
        connection().problem?.message,
        `The connection's "${property}" names a node of the type "coupa-config". Choose one of the type "${type}".`,
      );
      assert.doesNotMatch(red.logged(), /TypeError/);
    });
  }
});
