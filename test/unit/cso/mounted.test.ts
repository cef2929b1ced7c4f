import assert from 'node:assert/strict';
import { targetOf } from '../../../lib/cso/model/objects';
import { readQuery } from '../../../lib/cso/model/query';
import { listAll } from '../../../lib/cso/reading/list';
import { createCso } from '../../simulator/cso';
import { Tenant } from '../../simulator/tenant';
import { connect } from './site';

describe('a CSO site mounted in a tenant', () => {
  it('answers beside the Core API, told apart by its key', async () => {
    const tenant = await Tenant.start();
    const cso = createCso();
    tenant.mount(cso.mounted);
    const { id } = cso.collection('/api/users').add({ name: 'Ada' });
    const connection = connect(tenant.url);
    const list = (requester: typeof connection) =>
      listAll({ requester }, targetOf('users', {}), readQuery(undefined));
    assert.deepEqual((await list(connection)).objects, [{ id, name: 'Ada' }]);
    const stranger = connect(tenant.url, 'another key');
    await assert.rejects(list(stranger), { code: 'COUPA_AUTH' });
    await assert.rejects(connection.request({ path: '/api/users', purpose: 'reading users' }), {
      code: 'COUPA_AUTH',
    });
    await Promise.all([connection.close(), stranger.close(), tenant.close()]);
    assert.equal(cso.requests.length, 2);
  });
});
