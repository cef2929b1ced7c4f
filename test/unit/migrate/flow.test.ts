// biome-ignore-all lint/suspicious/noTemplateCurlyInString: environment variables of Node-RED
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { signInCredentials } from '../../../lib/connection/settings/credential-names';
import { connectionOptions } from '../../../lib/connection/settings/options';
import type { FlowNode } from '../../../lib/migrate/flow/flow-node';
import { toFlow } from '../../../lib/migrate/flow/to-flow';
import type { Description } from '../../../lib/migrate/model/description';
import { readInstance } from '../../../lib/migrate/read-instance';
import { pollOptions } from '../../../lib/poll/model/options';
import { fromFlow } from './from-flow';
import { pasted } from './pasted';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const seconds = fc.nat({ max: 100_000 });

const resource = fc.record({
  resource: fc.string({ minLength: 1, maxLength: 12 }),
  url: text,
  idField: text,
  updatedDateField: text,
  updatedDateFormat: text,
  updatedDateTimezone: text,
  createdDateField: text,
  createdDateFormat: text,
  createdDateTimezone: text,
  createdCheckTolerance: seconds,
  filterByUpdatedDate: fc.boolean(),
  overlap: seconds,
  pageSize: seconds,
  removeNulls: fc.boolean(),
});

const notification = fc.record({
  enabled: fc.boolean(),
  callbackUrl: fc.oneof(fc.constant(''), fc.webUrl()),
  headers: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== '__proto__'),
    text,
    { noNullPrototype: true },
  ),
  signatureKey: text,
});

const descriptions: fc.Arbitrary<Description> = fc
  .record({
    element: text,
    name: text,
    tags: fc.array(text, { maxLength: 3 }),
    connection: fc.record({
      authentication: fc.constantFrom('oauth2' as const, 'apiKey' as const, 'openConnectors' as const),
      siteAddress: text,
      scope: text,
      credentials: fc.record(Object.fromEntries(signInCredentials.map((name) => [name, text])), {
        requiredKeys: [],
        noNullPrototype: true,
      }),
    }),
    resources: fc.array(resource, { minLength: 1, maxLength: 4 }),
    exports: fc.constant<Description['exports']>([]),
    interval: fc.oneof(fc.constant(0), fc.double({ min: 0.005, max: 10_000, noNaN: true })),
    notification,
  })
  // Objects with the prototype that read ones have.
  .map((description) => structuredClone(description));

function ofType(flow: readonly FlowNode[], type: string): FlowNode[] {
  return flow.filter((node) => node.type === type);
}

describe('the flow of a description', () => {
  const coupa = readInstance(pasted('coupa-first'));
  const sage = readInstance(pasted('sage-example'));

  it('is read back as the description it was made of, also after JSON', () => {
    fc.assert(
      fc.property(descriptions, (description) => {
        const flow: unknown = JSON.parse(JSON.stringify(toFlow(description)));
        assert.deepEqual(fromFlow(flow), description);
      }),
      { numRuns: 300 },
    );
  });

  for (const [title, { description }] of Object.entries({ coupa, sage })) {
    it(`is read back as what was pasted (${title})`, () =>
      assert.deepEqual(fromFlow(toFlow(description)), description));
  }

  it('has one connection, and a poll node with every property for each resource', () => {
    const flow = toFlow(coupa.description, coupa.findings);
    const [connection, ...others] = ofType(flow, 'coupa-config');
    assert.equal(others.length, 0);
    for (const property of Object.keys(connectionOptions))
      assert.ok(connection && property in connection, property);
    const polls = ofType(flow, 'coupa-poll');
    assert.equal(polls.length, 10);
    for (const poll of polls) {
      for (const property of Object.keys(pollOptions)) assert.ok(property in poll, property);
      assert.equal(poll['connection'], connection?.id);
      assert.equal(poll['output'], 'record');
      assert.equal(poll['delivery'], 'send');
    }
  });

  it('has only the resources that were chosen', () => {
    const flow = toFlow(coupa.description, [], { select: ['users', 'forms'] });
    assert.deepEqual(
      ofType(flow, 'coupa-poll').map((poll) => poll['resource']),
      ['users', 'forms'],
    );
  });

  it('keeps name and tags', () => {
    const [tab] = ofType(toFlow(sage.description), 'tab');
    assert.equal(tab?.['label'], 'API_Polling');
    assert.equal(tab?.['info'], 'Test');
  });

  it('says in a comment what needs a hand, and nothing else', () => {
    const [comment] = ofType(toFlow(coupa.description, coupa.findings), 'comment');
    assert.equal(comment?.['name'], 'Before you deploy: 2 things to do');
    assert.match(String(comment?.['info']), /siteAddress/);
    assert.doesNotMatch(String(comment?.['info']), /line break/);
    assert.deepEqual(ofType(toFlow(coupa.description), 'comment'), []);
  });

  it('posts notifications to the callback URL, and brings acknowledgement and refusal back to their poll node', () => {
    const flow = toFlow({
      ...sage.description,
      notification: { ...sage.description.notification, headers: { 'X-Source': 'coupa' } },
      resources: [...sage.description.resources, ...coupa.description.resources],
    });
    for (const poll of ofType(flow, 'coupa-poll')) {
      assert.equal(poll['output'], 'notification');
      assert.equal(poll['delivery'], 'acknowledge');
      const request = flow.find(({ id }) => id === poll.wires?.[0]?.[0]);
      assert.equal(request?.type, 'http request');
      assert.equal(request?.['url'], '${OPEN_CONNECTORS_CALLBACK_URL}');
      assert.equal(request?.['senderr'], true);
      assert.deepEqual(request?.['headers'], [
        { keyType: 'other', keyValue: 'X-Source', valueType: 'other', valueValue: 'coupa' },
      ]);
      const verdict = flow.find(({ id }) => id === request?.wires?.[0]?.[0]);
      assert.deepEqual(verdict?.wires, [[poll.id]]);
      const judge = new Function('msg', String(verdict?.['func'])) as (msg: object) => { error?: unknown };
      assert.equal(judge({ statusCode: 204 }).error, undefined);
      for (const statusCode of [503, 301, 404, undefined]) {
        const { error } = judge({ statusCode });
        assert.ok(error, `${statusCode} refuses`);
      }
      const refusal = ofType(flow, 'catch').find(
        ({ scope }) => Array.isArray(scope) && scope.includes(request?.id),
      );
      assert.deepEqual(refusal?.wires, [[poll.id]]);
    }
  });

  it('keeps records in the flow where notifications are not enabled', () => {
    const notification = { ...sage.description.notification, enabled: false };
    const flow = toFlow({ ...sage.description, notification });
    assert.deepEqual(ofType(flow, 'http request'), []);
    assert.equal(ofType(flow, 'coupa-poll')[0]?.['output'], 'record');
  });

  it('starts polls without an interval by an inject node', () => {
    const flow = toFlow({ ...coupa.description, interval: 0 });
    const [inject] = ofType(flow, 'inject');
    assert.deepEqual(inject?.wires, [ofType(flow, 'coupa-poll').map(({ id }) => id)]);
  });

  it('carries secrets as credentials only', () => {
    const { description } = readInstance({
      element: { key: 'coupa' },
      configuration: {
        'oauth.api.key': 'the-id',
        'oauth.api.secret': 's3cret',
        'event.notification.signature.key': 's3cret',
        'event.poller.configuration': { a: { url: '/api/a?b=${date}' } },
      },
    });
    const plain = toFlow(description).map(({ credentials: _, ...node }) => node);
    assert.doesNotMatch(JSON.stringify(plain), /s3cret|the-id/);
    assert.deepEqual(ofType(toFlow(description), 'coupa-config')[0]?.['credentials'], {
      clientId: 'the-id',
      clientSecret: 's3cret',
    });
    assert.deepEqual(ofType(toFlow(description), 'coupa-poll')[0]?.['credentials'], {
      signatureKey: 's3cret',
    });
  });

  it('has ids as Node-RED makes them, each once, the same for the same seed', () => {
    const [one, again, other, random] = [
      toFlow(coupa.description, [], { seed: 'a' }),
      toFlow(coupa.description, [], { seed: 'a' }),
      toFlow(coupa.description, [], { seed: 'b' }),
      toFlow(coupa.description),
    ].map((flow) => flow.map(({ id }) => id));
    assert.deepEqual(one, again);
    assert.notDeepEqual(one, other);
    assert.notDeepEqual(
      random,
      toFlow(coupa.description).map(({ id }) => id),
    );
    assert.equal(new Set(one).size, one?.length);
    for (const id of [...(one ?? []), ...(random ?? [])]) assert.match(id, /^[0-9a-f]{16}$/);
  });

  it('has wires only to nodes that are there', () => {
    for (const { description } of [coupa, sage]) {
      const flow = toFlow(description);
      const ids = new Set(flow.map(({ id }) => id));
      for (const id of flow.flatMap(({ wires }) => wires?.flat() ?? [])) assert.ok(ids.has(id));
    }
  });

  it('is laid out without nodes over one another', () => {
    const long = {
      ...coupa.description,
      resources: coupa.description.resources.map((one) => ({
        ...one,
        resource: `direct-messages/received-${one.resource}`.slice(0, 40),
      })),
    };
    const all = [
      coupa.description,
      sage.description,
      { ...long, interval: 0 },
      { ...long, notification: sage.description.notification },
    ];
    for (const description of all) {
      const boxes = toFlow(description, coupa.findings)
        .filter(({ x }) => x !== undefined)
        .map(({ x = 0, y = 0, name, resource }) => ({
          x,
          y,
          half: 40 + 4 * String(name || resource).length,
        }));
      for (const [index, box] of boxes.entries()) {
        assert.ok(box.x - box.half > 0 && box.y >= 20);
        for (const other of boxes.slice(index + 1)) {
          const apart = Math.abs(box.y - other.y) >= 40 || Math.abs(box.x - other.x) >= box.half + other.half;
          assert.ok(apart, JSON.stringify([box, other]));
        }
      }
    }
  });

  it('reads anything as a flow without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.ok(fromFlow(value));
        assert.ok(
          fromFlow([
            { type: 'coupa-poll', z: 't', wires: value, credentials: value },
            { type: 'tab', id: 't', env: value },
          ]),
        );
      }),
    );
  });
});
