import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import helper from 'node-red-node-test-helper';
import { buildNotification, notificationMessage } from '../../../lib/hub/notification';
import { sign } from '../../../lib/hub/signature';

/** Core's own node, as it stands behind a poll node in an imported flow. */
const httpRequest: unknown = require('@node-red/nodes/core/network/21-httprequest.js');

describe('a notification behind which core’s http request node is wired', () => {
  const received: { body: string; headers: IncomingHttpHeaders }[] = [];
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push({ body, headers: request.headers });
    response.end('ok');
  });

  before(async () => {
    helper.init(require.resolve('node-red'));
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
  });
  afterEach(() => helper.unload());
  after(() => {
    receiver.close();
  });

  it('arrives with a signature that its receiver can verify, and keeps its delivery for the acknowledgement', async () => {
    const { port } = receiver.address() as AddressInfo;
    const request = {
      id: 'r',
      type: 'http request',
      method: 'use',
      ret: 'txt',
      url: `http://127.0.0.1:${port}/`,
      senderr: true,
      headers: [],
      wires: [['h']],
    };
    await helper.load(httpRequest as never, [request as never, { id: 'h', type: 'helper' }]);
    const answered = new Promise<Record<string, unknown>>((resolve) => {
      helper.getNode('h').on('input', (message) => resolve(message as never));
    });
    const record = { id: 42, name: 'Ünïcode ✓', total: '1.00', 2: 'b', 1: 'a' };
    const notification = buildNotification({ resource: 'invoices', id: 42, eventType: 'UPDATED', record });
    helper
      .getNode('r')
      .receive({ ...notificationMessage(notification, 'a key'), coupa: { delivery: 'd1' } } as never);
    const answer = await answered;
    assert.deepEqual(answer['coupa'], { delivery: 'd1' });
    assert.equal(answer['statusCode'], 200);
    const [post] = received;
    assert.equal(post?.headers['elements-webhook-signature'], sign(post?.body ?? '', 'a key'));
    assert.match(String(post?.headers['content-type']), /^application\/json/);
    assert.deepEqual(JSON.parse(post?.body ?? ''), notification);
  });
});
