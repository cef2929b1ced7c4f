import { connectionOptions } from '../../lib/connection/settings/options';
import { Form, formPage } from '../form/form';
import { element } from '../form/html';

const form = new Form('coupa-config', connectionOptions, { isConfig: true });

/** Shows what it stands on only with some ways to sign in. */
const onlyWith = (authentications: string) => ({ 'data-coupa-authentication': authentications });

/** A site's address, or a hub's. */
const addressLabel = [
  element('span', { ...onlyWith('oauth2 apiKey'), ...form.text('label.siteAddress') }),
  element('span', { ...onlyWith('openConnectors'), ...form.text('label.hubAddress') }),
].join('');

const addressHint = (property: string) => form.hint({ id: `coupa-config-${property}-hint`, role: 'status' });

/** What Node-RED loads for `coupa-config`. */
export const html = formPage(
  'coupa-config',
  { script: 'connection', id: 'coupa-config-dialog' },
  element('div', { class: 'form-row' }, form.button('coupa-config-import', 'clipboard', 'import')),
  form.row('name', { icon: 'tag', placeholder: true }),
  form.row('authentication', { icon: 'key', tip: true }),
  form.row('siteAddress', {
    icon: 'globe',
    tip: true,
    labelHtml: addressLabel,
    placeholder: 'https://acme.coupahost.com',
    behind: [addressHint('siteAddress')],
  }),
  element(
    'div',
    onlyWith('oauth2'),
    form.credential('clientId', { icon: 'user' }),
    form.secret('clientSecret'),
    form.row('scope', {
      icon: 'list',
      tip: true,
      placeholder: 'core.invoice.read',
      behind: [form.hint({ id: 'coupa-config-scopes', role: 'status' })],
    }),
  ),
  element('div', onlyWith('apiKey'), form.secret('apiKey', { tip: true })),
  element(
    'div',
    onlyWith('openConnectors'),
    form.secret('userSecret'),
    form.secret('organizationSecret'),
    form.secret('elementToken'),
  ),
  element(
    'div',
    { class: 'form-row' },
    form.button('coupa-config-test', 'stethoscope', 'test'),
    form.button('coupa-config-examine', 'search', 'examine', onlyWith('oauth2 apiKey')),
    element('div', { id: 'coupa-config-report', role: 'status' }),
    element('div', { id: 'coupa-config-examination' }),
  ),
  form.section(
    'cso',
    {},
    form.row('csoAddress', {
      icon: 'gavel',
      tip: true,
      placeholder: true,
      behind: [addressHint('csoAddress')],
    }),
    form.secret('csoApiKey', { tip: true }),
  ),
  form.section(
    'network',
    {},
    form.row('tls', { icon: 'shield' }),
    form.row('proxy', { icon: 'random', tip: true }),
  ),
  form.section(
    'limits',
    {},
    form.row('requestsPerSecond', { icon: 'tachometer', tip: true }),
    form.row('maxConcurrency', { icon: 'exchange', tip: true }),
    form.row('timeout', { icon: 'hourglass-o', tip: true }),
  ),
  form.section('fleet', {}, form.row('fleet', { icon: 'sitemap', tip: true })),
);
