// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

const date = "${date:yyyy-MM-dd'T'HH:mm:ssXXX}";

/** An instance as a hub tells of it, with one resource. */
function instance(change: object = {}, resource: object = {}, element = 'coupa'): object {
  const url = `/hubs/businessspendmanagement/invoices?where=updated_at>='${date}'`;
  return {
    id: 442,
    token: '3sUaB9xYz01=',
    element: { key: element },
    disabled: false,
    eventsEnabled: true,
    configuration: {
      siteAddress: 'acme.coupahost.com',
      'event.poller.configuration': JSON.stringify({ invoices: { url, idField: 'id', ...resource } }),
      'event.notification.signature.key': null,
    },
    ...change,
  };
}

function read(pasted: object) {
  const { description, findings } = readInstance(JSON.stringify([pasted]));
  const [resource] = description.resources;
  return { description, resource, of: (code: string) => findings.find((one) => one.code === code), findings };
}

describe('An instance that a hub tells of', () => {
  for (const [title, change] of [
    ['as it is', { disabled: true }],
    ['its events', { eventsEnabled: false }],
  ] as const) {
    it(`stays switched off, and that is said: ${title}`, () => {
      const { resource, of } = read(instance(change));
      assert.equal(resource?.disabled, true);
      assert.equal(of('inactive')?.severity, 'check');
    });
  }

  it('is switched on where it was', () => {
    const { resource, of } = read(instance());
    assert.equal(resource?.disabled, undefined);
    assert.equal(of('inactive'), undefined);
  });

  it('asks for no signature key that it has not', () => {
    const { findings } = read(instance());
    assert.ok(!findings.some(({ path }) => path.endsWith('signature.key')));
  });

  it('comes with its token where the flow asks the hub, and nowhere else', () => {
    assert.deepEqual(read(instance({}, {}, 'sage')).description.connection.credentials, {
      elementToken: '3sUaB9xYz01=',
    });
    assert.deepEqual(read(instance()).description.connection.credentials, {});
  });

  it('is said to carry its token in clear where that is taken, and to have no counterpart of it elsewhere', () => {
    const ofToken = (element: string) =>
      read(instance({}, {}, element))
        .findings.filter(({ path }) => path.endsWith('/token'))
        .map(({ code }) => code);
    assert.deepEqual(ofToken('sage'), ['secret-in-flow']);
    assert.deepEqual(ofToken('coupa'), ['instance-key']);
  });
});

describe('A resource', () => {
  it('has pages of the usual size where none is given', () => {
    assert.equal(read(instance({}, { pageSize: 0 })).resource?.pageSize, 50);
  });

  it('is said to have one of several id fields', () => {
    const { resource, of } = read(instance({}, { idField: ['id', 'number'] }));
    assert.equal(resource?.idField, 'id');
    assert.equal(of('id-keys')?.severity, 'manual');
  });

  it('has its date where Coupa has it, or is said to have none of that name', () => {
    const camel = read(instance({}, { datesConfiguration: { updatedDateField: 'updatedAt' } }));
    assert.equal(camel.resource?.updatedDateField, 'updated-at');
    assert.equal(camel.of('date-field')?.severity, 'mended');
    const other = read(instance({}, { datesConfiguration: { updatedDateField: 'LastModifiedDate' } }));
    assert.match(String(other.of('unknown-attribute')?.message), /LastModifiedDate.*updated-at/);
    const own = read(instance({}, { datesConfiguration: { updatedDateField: 'updated_at' } }));
    assert.equal(own.resource?.updatedDateField, 'updated_at');
    assert.equal(own.of('unknown-attribute'), undefined);
  });

  for (const [title, was, now] of [
    ['exactly the date of the last run', `where=updated_at='${date}'`, `where=updated_at>='${date}'`],
    [
      'the size of a page in quotes, which is no condition',
      `pageSize='100'&where=updated_at>='${date}'`,
      `pageSize='100'&where=updated_at>='${date}'`,
    ],
    ['a where that lost its name', `updated_at>='${date}'`, `where=updated_at>='${date}'`],
  ] as const) {
    it(`asks for what came since: ${title}`, () => {
      const hub = '/hubs/businessspendmanagement/invoices?';
      assert.equal(read(instance({}, { url: hub + was })).resource?.url, hub + now);
    });
  }

  it('is said to filter by nothing where its date is in no where', () => {
    const { of } = read(
      instance({}, { url: `/hubs/businessspendmanagement/invoices?wher=updated_at>='${date}'` }),
    );
    assert.equal(of('unknown-filter')?.severity, 'manual');
  });

  it('is said to write the time of a zone as UTC, also by a Z behind its placeholder', () => {
    for (const behind of ['Z', '+00:00', '%2B00:00']) {
      const url = `/api/invoices?updated-at[gt]=$${"{date:yyyy-MM-dd'T'HH:mm:ss}"}${behind}`;
      const datesConfiguration = { updatedDateField: 'updated-at', updatedDateTimezone: 'Asia/Tokyo' };
      assert.equal(
        read(instance({}, { url, datesConfiguration })).of('literal-zone')?.severity,
        'check',
        behind,
      );
      assert.equal(read(instance({}, { url })).of('literal-zone'), undefined);
    }
  });
});
