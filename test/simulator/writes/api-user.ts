import type { Fields } from '../json';

/** Who a write is recorded as: the API user of the client, whoever is behind it. */
export const apiUser: Fields = {
  id: 1,
  login: 'integration-client',
  email: 'integration-client@acme.example',
  'employee-number': null,
  firstname: 'Integration',
  lastname: 'Client',
  fullname: 'Integration Client',
  'salesforce-id': null,
  'avatar-thumb-url': null,
};
