// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { effectiveUrl } from '../../../lib/poll/compile/parts';
import { readPollSettings } from '../../../lib/poll/model/settings';

describe('the URL that a poll on a hub asks', () => {
  const url = (given: string, resource = 'invoices') =>
    effectiveUrl(readPollSettings({ resource, url: given }), true).url;

  for (const given of [
    "/hubs/crm/accounts?where=a>'${date}'",
    "/accounts?where=LastModifiedDate>'${date}'",
    'https://api.hub.example/elements/api-v2/accounts?where=a>${date}',
  ]) {
    it(`is the one that was typed, with or without its hub: ${given}`, () => assert.equal(url(given), given));
  }

  it('is none of Coupa’s own', () => {
    for (const own of ['/api/invoices?updated-at[gt]=${date}', 'https://acme.coupahost.com/api/invoices']) {
      assert.throws(() => url(own), /is one of Coupa's own, and the connection is an Open Connectors hub/);
    }
  });

  it('is known for a resource that names none', () => {
    assert.match(url(''), /^\/hubs\/businessspendmanagement\/invoices\?where=/);
  });
});
