import { fleetOptions } from '../../lib/fleet/options';
import { Form, formPage } from '../form/form';
import { element } from '../form/html';

const form = new Form('coupa-fleet', fleetOptions, { isConfig: true });
const verbatim = { spellcheck: 'false' };

/** What Node-RED loads for `coupa-fleet`. */
export const html = formPage(
  'coupa-fleet',
  { script: 'fleet', id: 'coupa-fleet-dialog' },
  form.row('name', { icon: 'tag', placeholder: true }),
  form.row('url', {
    icon: 'database',
    tip: true,
    placeholder: 'rediss://redis.example.com:6379/0',
    field: verbatim,
  }),
  form.credential('username', { icon: 'user', tip: true }),
  form.secret('password'),
  element(
    'div',
    { class: 'form-row' },
    form.button('coupa-fleet-test', 'stethoscope', 'test'),
    element('div', { id: 'coupa-fleet-report', role: 'status' }),
  ),
  form.section(
    'engine',
    {},
    form.row('sentinel', { icon: 'eye', tip: true, placeholder: true, field: verbatim }),
    form.row('tls', { icon: 'shield' }),
    form.row('prefix', { icon: 'key', tip: true, field: verbatim }),
  ),
  form.section(
    'instance',
    {},
    form.row('instance', { icon: 'server', tip: true, placeholder: true, field: verbatim }),
    form.row('takes', { icon: 'sign-in', tip: true }),
    form.row('lease', { icon: 'hourglass-o', tip: true }),
  ),
);
