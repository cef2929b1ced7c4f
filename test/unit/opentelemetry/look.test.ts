import assert from 'node:assert/strict';
import * as api from '@opentelemetry/api';
import { observe } from '../../../lib/opentelemetry/observe';
import { Telemetry } from '../../../lib/ports/telemetry';
import { RemovalTenant } from '../../laws/removal-tenant';
import { rigThatLooks } from '../../laws/removals-world';
import { turns } from '../poll/rig';
import { Sdk } from './sdk';

/** A tenant that notes in which trace each of its lists of ids is asked for. */
class TracedTenant extends RemovalTenant {
  readonly traces: (string | undefined)[] = [];

  override request(...[options]: Parameters<RemovalTenant['request']>): ReturnType<RemovalTenant['request']> {
    if (options.path.includes('fields='))
      this.traces.push(api.trace.getSpan(api.context.active())?.spanContext().traceId);
    return super.request(options);
  }
}

describe('OpenTelemetry’s view of a look for removals', () => {
  const sdk = new Sdk();
  let stop: () => void;

  afterEach(() => {
    stop();
    sdk.stop();
  });

  async function looked(tenant: RemovalTenant, isBroken = false) {
    sdk.start();
    const telemetry = new Telemetry();
    stop = observe(telemetry, 'acme.example');
    const rig = rigThatLooks(tenant, {}, { telemetry });
    rig.poller.start();
    for (let round = 0; round < 60 && rig.removals.length < 2; round += 1) {
      await turns(10);
      rig.clock.advance(200);
      if (rig.removals.length === 1 && tenant.faults.length === 0) {
        tenant.remove(3);
        if (isBroken) tenant.faults = Array.from({ length: 40 }, () => 'fails' as const);
      }
    }
    await rig.poller.close();
    return sdk.spans.filter(({ name }) => name === 'look invoices');
  }

  it('has its requests in a trace of its own, and says what it came to', async () => {
    const tenant = new TracedTenant();
    tenant.fill(20);
    const spans = await looked(tenant);
    assert.deepEqual(
      spans.map(({ attributes }) => attributes['coupa.look.deleted']),
      [0, 1],
    );
    for (const { attributes, parentSpanContext, status } of spans) {
      assert.equal(attributes['coupa.resource'], 'invoices');
      assert.equal(attributes['node_red.node.id'], 'poll-1');
      assert.ok(Number(attributes['coupa.look.requests']) > 0);
      assert.equal(parentSpanContext, undefined);
      assert.equal(status.code, api.SpanStatusCode.UNSET);
    }
    assert.deepEqual(new Set(tenant.traces), new Set(spans.map((span) => span.spanContext().traceId)));
  });

  it('says why one failed', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(20);
    const failed = (await looked(tenant, true)).at(-1);
    assert.equal(failed?.attributes['error.type'], 'COUPA_SERVER');
    assert.equal(failed?.status.code, api.SpanStatusCode.ERROR);
  });
});
