import assert from 'node:assert/strict';
import { errorsOf, listOf, openBenches } from './writer';

const twoLines = [
  { id: 11, 'line-num': 1, price: '1.00', quantity: '1.0', description: 'a' },
  { id: 12, 'line-num': 2, price: '2.00', quantity: '1.0', description: 'b' },
];

describe('a list in a write to the simulated tenant', () => {
  const open = openBenches();
  const idsOf = (record: object, name: string) => listOf(record as never, name).map(({ id }) => id);

  describe('of associations', () => {
    const roles = (...names: string[]) => ({ roles: names.map((name) => ({ name })) });

    it('adds up and never replaces; what is there already is not there twice', async () => {
      const { post, put } = await open();
      await post('users', { login: 'a', email: 'a@x.example', ...roles('User') });
      await put('users/1', roles('Buyer'));
      const { body } = await put('users/1', roles('User', 'Approver'));
      assert.deepEqual(
        listOf(body, 'roles').map(({ name }) => name),
        ['User', 'Buyer', 'Approver'],
      );
    });

    it('is cleared by the empty list', async () => {
      const { post, put } = await open();
      await post('users', { login: 'a', email: 'a@x.example', ...roles('User', 'Buyer') });
      assert.deepEqual(listOf((await put('users/1', { roles: [] })).body, 'roles'), []);
    });

    it('refuses what is not there, with the possible keys', async () => {
      const { post } = await open();
      const answer = await post('users', { login: 'a', email: 'a@x.example', ...roles('Emperor') });
      assert.match(errorsOf(answer)['roles']?.[0] ?? '', /Unable to find valid Role.*Possible keys/);
    });

    it('is changed by actions as well', async () => {
      const { put, tenant } = await open();
      tenant.resource('suppliers').create({ 'content-groups': [] });
      const names = ({ body }: { body: object }) =>
        listOf(body as never, 'content-groups').map(({ name }) => name);
      assert.deepEqual(names(await put('suppliers/1/business_groups/2/add')), ['Europe']);
      assert.deepEqual(names(await put('suppliers/1/business_groups/add', { name: 'Asia' })), [
        'Europe',
        'Asia',
      ]);
      assert.deepEqual(names(await put('suppliers/1/business_groups/2/remove')), ['Asia']);
      assert.deepEqual(names(await put('suppliers/1/business_groups/remove_all')), []);
      assert.equal((await put('suppliers/1/business_groups/99/add')).status, 400);
    });
  });

  describe('of lines', () => {
    it('edits a line with its id and leaves the others as they are', async () => {
      const { put, tenant } = await open();
      tenant.resource('invoices').create({ 'invoice-lines': twoLines });
      const { body } = await put('invoices/1', { 'invoice-lines': [{ id: 12, quantity: 3 }] });
      const [first, second] = listOf(body, 'invoice-lines');
      assert.deepEqual(first, twoLines[0]);
      assert.deepEqual([second?.['quantity'], second?.['description']], ['3.00', 'b']);
    });

    it('adds a line without an id, and adds it again when it is sent again', async () => {
      const { put, tenant } = await open();
      tenant.resource('invoices').create({ 'invoice-lines': twoLines });
      const sent = { 'invoice-lines': [{ price: 5, description: 'c' }] };
      await put('invoices/1', sent);
      const lines = listOf((await put('invoices/1', sent)).body, 'invoice-lines');
      assert.deepEqual(
        lines.map((line) => [line['line-num'], line['description']]),
        [
          [1, 'a'],
          [2, 'b'],
          [3, 'c'],
          [4, 'c'],
        ],
      );
      assert.equal(new Set(lines.map(({ id }) => id)).size, 4);
    });

    it('deletes the line of an order that says _delete', async () => {
      const { put, tenant } = await open();
      tenant.resource('purchase_orders').create({ 'order-lines': twoLines });
      const { body } = await put('purchase_orders/1', { 'order-lines': [{ id: 11, _delete: true }] });
      assert.deepEqual(idsOf(body, 'order-lines'), [12]);
    });

    it('refuses a line with an id that the record does not have', async () => {
      const { put, tenant } = await open();
      tenant.resource('invoices').create({ 'invoice-lines': twoLines });
      const answer = await put('invoices/1', { 'invoice-lines': [{ id: 99, price: 1 }] });
      assert.equal(answer.status, 400);
      assert.match(answer.text, /Couldn't find InvoiceLine with id=99/);
    });

    it('loses the lines that are left out where the reading says so', async () => {
      const { put, tenant } = await open({ readings: { linesLeftOut: 'removed' } });
      tenant.resource('invoices').create({ 'invoice-lines': twoLines });
      const { body } = await put('invoices/1', { 'invoice-lines': [{ id: 12, price: 3 }] });
      assert.deepEqual(idsOf(body, 'invoice-lines'), [12]);
    });

    it('adds an invoice line although it has an id where the reading says so', async () => {
      const { put, tenant } = await open({ readings: { invoiceLineWithId: 'added' } });
      tenant.resource('invoices').create({ 'invoice-lines': twoLines });
      const { body } = await put('invoices/1', { 'invoice-lines': [{ id: 12, price: 3 }] });
      assert.equal(idsOf(body, 'invoice-lines').length, 3);
    });

    it('ignores the second requisition line of one number in a create', async () => {
      const { post } = await open();
      const lines = ['a', 'b', 'c'].map((description, index) => ({
        description,
        'line-num': index === 2 ? 2 : 1,
      }));
      const { body } = await post('requisitions', { 'requisition-lines': lines });
      assert.deepEqual(
        listOf(body, 'requisition-lines').map(({ description }) => description),
        ['a', 'c'],
      );
    });
  });

  it('of payments is always appended, whatever ids it has', async () => {
    const { put, tenant } = await open();
    tenant.resource('invoices').create({ payments: [] });
    const payment = { 'amount-paid': '10.00', notes: 'cheque 7' };
    await put('invoices/1', { payments: [payment] });
    const [first] = listOf(tenant.records('invoices')[0] ?? {}, 'payments');
    await put('invoices/1', { payments: [{ ...payment, id: first?.['id'], 'amount-paid': '-10.00' }] });
    await put('invoices/1', { payments: { payment: [payment] }, paid: true });
    await put('invoices/1', { payments: [] });
    const [invoice] = tenant.records('invoices');
    assert.deepEqual(
      listOf(invoice ?? {}, 'payments').map((each) => each['amount-paid']),
      ['10.00', '-10.00', '10.00'],
    );
    assert.equal(invoice?.['paid'], true);
  });
});
