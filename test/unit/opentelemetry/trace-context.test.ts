import assert from 'node:assert/strict';
import * as api from '@opentelemetry/api';
import { provenanceOf, read, written } from '../../../lib/opentelemetry/trace-context';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;
const of = (digit: string) => ({ traceparent: `00-${traceId}-${digit.repeat(16)}-01` });

describe('The trace context of W3C', () => {
  const understood: [what: string, carrier: unknown, flags: number][] = [
    ['sampled', { traceparent }, 1],
    ['not sampled', { traceparent: `00-${traceId}-${spanId}-00` }, 0],
    ['with spaces around it', { traceparent: ` ${traceparent} ` }, 1],
    ['with flags that nobody knows', { traceparent: `00-${traceId}-${spanId}-ff` }, 1],
    ['of a version to come', { traceparent: `01-${traceId}-${spanId}-01-more` }, 1],
  ];
  for (const [what, carrier, flags] of understood)
    it(`is understood ${what}`, () => {
      const found = read(api, carrier);
      assert.deepEqual(
        [found?.traceId, found?.spanId, found?.traceFlags, found?.isRemote],
        [traceId, spanId, flags, true],
      );
    });

  const ignored: [what: string, carrier: unknown][] = [
    ['nothing', undefined],
    ['a text', traceparent],
    ['a list', { traceparent: [traceparent] }],
    ['an empty trace', { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` }],
    ['an empty span', { traceparent: `00-${traceId}-${'0'.repeat(16)}-01` }],
    ['capital letters', { traceparent: traceparent.toUpperCase() }],
    ['a version that there is not', { traceparent: `ff-${traceId}-${spanId}-01` }],
    ['more than version 00 has', { traceparent: `${traceparent}-more` }],
    ['something else', { traceparent: 'x'.repeat(100_000) }],
  ];
  for (const [what, carrier] of ignored)
    it(`is not looked for in ${what}`, () => assert.equal(read(api, carrier), undefined));

  it('is written as it was read, with its state', () => {
    const carrier = { traceparent, tracestate: 'vendor=value,other=1' };
    const context = read(api, carrier);
    assert.ok(context !== undefined);
    assert.deepEqual(written(api, context), carrier);
    assert.deepEqual(written(api, api.INVALID_SPAN_CONTEXT), {});
  });
});

describe('Where a message comes from', () => {
  const parentOf = (message: object) => provenanceOf(api, message).parent?.spanId;

  it('is what was written to it last', () => {
    const message = {
      headers: of('1'),
      userProperties: of('2'),
      properties: { headers: of('3') },
      coupa: of('4'),
      req: { headers: of('5') },
    };
    assert.equal(parentOf(message), '1'.repeat(16));
    assert.equal(parentOf({ ...message, headers: { 'content-type': 'text/plain' } }), '2'.repeat(16));
    assert.equal(parentOf({ ...message, headers: 1, userProperties: null }), '3'.repeat(16));
    assert.equal(parentOf({ coupa: of('4'), req: { headers: of('5') } }), '4'.repeat(16));
    assert.equal(parentOf({ coupa: null, properties: 'x', req: { headers: of('5') } }), '5'.repeat(16));
    assert.equal(parentOf({ payload: 1 }), undefined);
  });

  it('is the sending of its record, too', () => {
    const { parent, origin } = provenanceOf(api, { headers: of('1'), coupa: of('4') });
    assert.deepEqual([parent?.spanId, origin?.spanId], ['1'.repeat(16), '4'.repeat(16)]);
  });
});
