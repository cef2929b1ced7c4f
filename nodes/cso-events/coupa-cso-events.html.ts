import type { CsoOperation } from '../../lib/cso/model/objects';
import { csoOptions } from '../../lib/cso/model/options';
import { besideLabel, Form, formPage } from '../form/form';
import { element } from '../form/html';

const form = new Form('coupa-cso-events', csoOptions);

/** Shows what it stands on only with some operations, or where the message says which. */
const withOperations = (...operations: CsoOperation[]) => ({ 'data-coupa-operations': operations.join(' ') });

/** The row of the object that others belong to: a typed id, whose kind has a field of its own. */
const parent = (property: 'eventId' | 'factSheetId', icon: string) =>
  form.row(property, {
    icon,
    placeholder: true,
    field: { style: besideLabel },
    row: { 'data-coupa-parent': property },
    behind: [element('input', { type: 'hidden', id: form.fieldId(`${property}Type`) })],
  });

/** A warning that shows when it is true. */
const tip = (name: string) =>
  element('div', {
    class: 'coupa-verdict coupa-warning',
    'data-coupa-tip': name,
    ...form.text(`tip.${name}`),
  });

/** What Node-RED loads for `coupa-cso-events`. */
export const html = formPage(
  'coupa-cso-events',
  { script: 'cso-events', id: 'coupa-cso-dialog' },
  form.row('name', { icon: 'tag', placeholder: true }),
  form.row('connection', { icon: 'plug' }),
  form.row('operation', { icon: 'bolt', tip: true }),
  form.row('object', { icon: 'cubes' }),
  form.hint(withOperations('create', 'update'), 'input.objects'),
  form.hint(withOperations('get', 'delete'), 'input.ids'),
  ...['delete', 'deleteMarkets', 'undeletable', 'unverified'].map(tip),
  parent('eventId', 'gavel'),
  parent('factSheetId', 'table'),
  form.row('output', { icon: 'sign-out', tip: true, row: withOperations('list') }),
  form.row('validate', { icon: 'check-square-o', tip: true, row: withOperations('create', 'update') }),
  form.row('batchSize', {
    icon: 'files-o',
    tip: true,
    unit: 'batchSize',
    row: withOperations('create', 'update', 'delete'),
  }),
  form.row('maxDeletes', { icon: 'shield', tip: true, unit: 'maxDeletes', row: withOperations('delete') }),
  form.row('firstRun', { icon: 'play', tip: true, row: withOperations('changes') }),
  form.row('interval', { icon: 'clock-o', tip: true, unit: 'interval', row: withOperations('changes') }),
  form.row('stateStore', {
    icon: 'database',
    tip: true,
    placeholder: true,
    row: withOperations('changes'),
  }),
  form.panel(
    {
      icon: 'flask',
      titleId: 'coupa-cso-try-title',
      buttonId: 'coupa-cso-try',
      texts: 'try',
      panel: { id: 'coupa-cso-panel' },
    },
    element('p', form.text('try.hint')),
    element('div', { id: 'coupa-cso-trial', role: 'status', 'aria-atomic': 'false' }),
  ),
);
