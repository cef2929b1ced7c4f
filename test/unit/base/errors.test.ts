import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as ts from 'typescript/unstable/ast';
import { aboutProperty } from '../../../lib/base/about-property';
import { CoupaError } from '../../../lib/base/errors';
import type { Reason } from '../../../lib/base/reason';
import { phrase } from '../../../lib/base/text/phrase';
import { parsedSources } from '../../parsed-sources';

function failed(reason?: Reason): CoupaError {
  return new CoupaError('COUPA_VALIDATION', phrase`Refused.`, { statusCode: 422, reason });
}

describe('An error', () => {
  const shown: [Reason, object | undefined][] = [
    [
      { kind: 'setting', property: 'url', missing: true },
      { property: 'url', missing: true },
    ],
    [
      { kind: 'setting', position: 3, length: 2 },
      { position: 3, length: 2 },
    ],
    [{ kind: 'status', messages: ['No such account'] }, { messages: ['No such account'] }],
    [{ kind: 'status' }, undefined],
    [{ kind: 'blocked' }, { blocked: true }],
    [
      { kind: 'blocked', messages: ['Denied'] },
      { messages: ['Denied'], blocked: true },
    ],
    [{ kind: 'refusal', messages: ['invalid_token'] }, { messages: ['invalid_token'] }],
    [{ kind: 'scopesRefused', messages: ['invalid_scope'] }, { messages: ['invalid_scope'] }],
    [{ kind: 'secretRefused' }, undefined],
    [{ kind: 'retypeSecret' }, { finding: 'retypeSecret' }],
    [{ kind: 'network', problem: 'lost' }, undefined],
    [{ kind: 'redirected', toLogin: true }, undefined],
    [{ kind: 'body', fault: 'notJson' }, undefined],
    [{ kind: 'body', fault: 'noFile' }, { noFile: true }],
    [{ kind: 'timeout' }, undefined],
    [{ kind: 'interrupted' }, undefined],
  ];
  for (const [reason, details] of shown) {
    it(`because of ${JSON.stringify(reason)} shows flows ${JSON.stringify(details)}`, () =>
      assert.deepEqual(failed(reason).details, details));
  }

  it('shows flows the outcome and what they are told, beside the reason', () => {
    const error = failed({ kind: 'status', messages: ['No'] }).with({
      outcome: 'unknown',
      details: { applied: 2 },
    });
    assert.deepEqual(error.details, { messages: ['No'], applied: 2, outcome: 'unknown' });
  });

  it('has no details where there is nothing to show', () => {
    assert.ok(!('details' in failed()));
    assert.ok(!('details' in failed({ kind: 'timeout' })));
  });

  it('has copies that say more and keep all else', () => {
    const cause = new Error('socket');
    const error = new CoupaError('COUPA_SERVER', phrase`Failed.`, {
      statusCode: 503,
      reason: { kind: 'status' },
      details: { total: 3 },
      retryAfter: 2,
      cause,
    });
    const copy = error.with({ phrase: phrase`Failed for good.`, details: { seen: 1 } });
    assert.equal(copy.message, 'Failed for good.');
    assert.equal(error.message, 'Failed.');
    const { code, statusCode, reason, details, retryAfter } = copy;
    assert.deepEqual(
      { code, statusCode, reason, details, retryAfter, cause: copy.cause },
      {
        code: 'COUPA_SERVER',
        statusCode: 503,
        reason: { kind: 'status' },
        details: { total: 3, seen: 1 },
        retryAfter: 2,
        cause,
      },
    );
    assert.deepEqual(error.details, { total: 3 });
  });

  it('prints what flows see of its reason, and not the reason itself', () => {
    const printed = inspect(failed({ kind: 'setting', property: 'url' }));
    assert.match(printed, /details: \{ property: 'url' \}/);
    assert.doesNotMatch(printed, /kind:|reason:/);
  });

  it('learns the property that it is about, and its place in it stays', () => {
    const wrong = new CoupaError('COUPA_CONFIG', phrase`Wrong.`, {
      reason: { kind: 'setting', position: 1, length: 2 },
    });
    const about = (error: CoupaError, property: string) =>
      assert.throws(
        () =>
          aboutProperty(property, () => {
            throw error;
          }),
        (thrown: CoupaError) => {
          assert.deepEqual(thrown.reason, { kind: 'setting', position: 1, length: 2, property: 'url' });
          return true;
        },
      );
    about(wrong, 'url');
    about(wrong.with({ reason: { kind: 'setting', position: 1, length: 2, property: 'url' } }), 'resource');
  });

  it('is asked for its reason by our own code, and never for its details', () => {
    const readers = parsedSources()
      .filter(({ tree }) => readsDetails(tree))
      .map(({ path }) => path);
    assert.deepEqual(readers, handedOnBy);
  });
});

/** Who hands them on to flows. */
const handedOnBy = ['lib/write/outcome.ts', 'nodes/runtime/report.ts'];

/** `error.details`, or `const { details } = error`. */
function readsDetails(tree: ts.SourceFile): boolean {
  let reads = false;
  const visit = (node: ts.Node): void => {
    const isAccess = ts.isPropertyAccessExpression(node) && node.name.text === 'details';
    const isError =
      ts.isPropertyAccessExpression(node) && /error|thrown|problem/i.test(node.expression.getText());
    const isTaken =
      ts.isVariableDeclaration(node) &&
      ts.isObjectBindingPattern(node.name) &&
      /error|thrown|problem/i.test(node.initializer?.getText() ?? '') &&
      node.name.elements.some((element) => (element.propertyName ?? element.name)?.getText() === 'details');
    reads ||= (isAccess && isError) || isTaken;
    node.forEachChild(visit);
  };
  visit(tree);
  return reads;
}
