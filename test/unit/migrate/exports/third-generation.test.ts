import assert from 'node:assert/strict';
import { toFlow } from '../../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../../lib/migrate/read-instance';
import { annotation, chain, hook, stages } from './examples';
import { playFlow } from './play-flow';
import { keptFields } from './run-function';

const fields = {
  document_no: 'RE-17',
  coupa_base: 'https://nordwind.coupahost.com/',
  link: 'https://rossum.example/7',
};

function read(...hooks: object[]) {
  const { description, findings } = readInstance(JSON.stringify(hooks));
  return { description, findings, flow: toFlow(description, findings, { seed: 'x' }) };
}

const pipeline = hook(61, 'Request processor', stages, { type: 'function' });

describe("the third generation of Rossum's exports", () => {
  it('becomes a call for each stage, with the template that another hook makes', () => {
    const { description, findings, flow } = read(chain.map, pipeline);
    assert.deepEqual(
      description.exports.map(({ name, steps }) => [
        name,
        steps.map(({ name: call, operation, action, file }) => [call, operation, action || file]),
      ]),
      [
        [
          'Request processor',
          [
            ['draft', 'create', undefined],
            ['scan', 'attach', 'image_scan'],
            ['link', 'attach', undefined],
            ['others', 'attach', undefined],
            ['submit', 'action', 'submit'],
          ],
        ],
      ],
    );
    assert.equal(description.name, 'Request processor');
    assert.equal(description.connection.siteAddress, 'https://nordwind.coupahost.com');
    assert.equal(description.connection.scope, 'core.invoice.create core.invoice.read core.invoice.write');
    assert.equal(flow.find(({ type }) => type === 'function')?.['name'], 'Map the invoice');
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error'),
      [],
    );
    // The headers of an answer are nowhere in a message.
    assert.equal(findings.filter(({ code }) => code === 'answer').length, 1);
  });

  it('carries out all stages, with what each answer brought', () => {
    const msg = {
      payload: annotation(fields),
      files: {
        document: { data: 'scan' },
        mail_attachments: [
          { filename: 'a.txt', data: 'A' },
          { filename: 'b.txt', data: 'B' },
        ],
      },
    };
    const { asked, written } = playFlow(read(chain.map, pipeline).flow, msg, ({ operation }) => ({
      payload: { id: 99 },
      statusCode: operation === 'create' ? 201 : 200,
    }));
    assert.deepEqual(
      asked.slice(1).map(({ name, id, file, payload }) => [name, id, file, payload]),
      [
        ['scan', 99, 'image_scan', { filename: 'invoice 17.pdf', data: 'scan' }],
        ['link', 99, undefined, { url: 'https://rossum.example/7' }],
        [
          'others',
          99,
          undefined,
          [
            { filename: 'a.txt', data: 'A', intent: 'Supplier' },
            { filename: 'b.txt', data: 'B', intent: 'Supplier' },
          ],
        ],
        ['submit', 99, undefined, 99],
      ],
    );
    const kept = keptFields(written[0]);
    assert.deepEqual([kept['draft_status'], kept['coupa_id'], kept['submit_status']], [201, 99, 200]);
  });

  it('leaves out every stage whose condition an answer makes false', () => {
    const { asked, written } = playFlow(
      read(chain.map, pipeline).flow,
      { payload: annotation(fields) },
      () => ({
        payload: { id: 99 },
        statusCode: 202,
      }),
    );
    assert.deepEqual(
      asked.map(({ name }) => name),
      ['draft'],
    );
    assert.equal(written.length, 1);
  });

  it('does without attachments where there are none', () => {
    const msg = { payload: annotation(fields), files: { document: { data: 'scan' } } };
    const { asked } = playFlow(read(chain.map, pipeline).flow, msg, () => ({
      payload: { id: 99 },
      statusCode: 201,
    }));
    assert.deepEqual(
      asked.map(({ name }) => name),
      ['draft', 'scan', 'link', 'submit'],
    );
  });

  it('is read as its settings alone, and asks for the template', () => {
    const { description, findings } = readInstance(JSON.stringify(stages));
    assert.equal(description.exports[0]?.steps.length, 5);
    const said = findings.filter(({ code }) => code === 'template');
    assert.deepEqual(
      said.map(({ severity }) => severity),
      ['manual'],
    );
  });

  it('never makes a call whose condition could not be read, and says so', () => {
    const odd = {
      stages: [
        {
          evaluate: [{ name: 'x', condition: { 'field.a': { $regex: '^(a+)+$' } } }],
          call_api: [
            { name: 'go', request: { url: '{field.b}api/invoices/{field.id}/submit', method: 'PUT' } },
          ],
        },
      ],
    };
    const { flow, findings } = read(hook(71, 'Odd', odd));
    assert.ok(findings.some(({ code, severity }) => code === 'condition' && severity === 'manual'));
    const { asked } = playFlow(flow, { payload: { a: 'aaa', id: '1' } }, () => ({
      payload: {},
      statusCode: 200,
    }));
    assert.deepEqual(asked, []);
  });

  it('switches the tab off with the only hook that calls, and stands beside a chain that is on', () => {
    const off = { ...pipeline, active: false };
    const alone = read(off).flow;
    assert.equal(alone.find(({ type }) => type === 'tab')?.['disabled'], true);
    const { flow, description } = read(chain.map, chain.create, off);
    assert.deepEqual(
      description.exports.map(({ disabled }) => disabled),
      [undefined, true],
    );
    const records = flow.filter(({ type }) => type === 'coupa-record');
    assert.deepEqual(
      records.map(({ d }) => d),
      [undefined, true, true, true, true, true],
    );
  });
});
