import { type RecordOperation, writingOperations } from '../../lib/catalogue/record-operations';
import { recordOptions } from '../../lib/records/model/options';
import { Form, formPage } from '../form/form';
import { element } from '../form/html';

const form = new Form('coupa-record', recordOptions);

/** Shows what it stands on only with some operations, or where the message says which. */
const withOperations = (...operations: RecordOperation[]) => ({
  'data-coupa-operations': operations.join(' '),
});

/** Shows what it stands on only with some operations; with none: only where the message says which. */
const onlyWith = (...operations: RecordOperation[]) => ({ 'data-coupa-only': operations.join(' ') });

const inHolder = (...operations: RecordOperation[]) => ({
  class: 'coupa-holder',
  ...withOperations(...operations),
});

/** What is read or written, and what for. */
const first = [
  form.row('name', { icon: 'tag', placeholder: true }),
  form.row('connection', { icon: 'plug' }),
  form.row('resource', {
    icon: 'file-text-o',
    tip: true,
    placeholder: true,
    row: { class: 'coupa-holder' },
    behind: [
      form.hint({ id: 'coupa-record-resource-facts' }),
      form.hint({ id: 'coupa-record-scope-note', role: 'status' }),
    ],
  }),
  form.row('operation', { icon: 'pencil', tip: true }),
  form.hint(onlyWith(), 'input.message'),
  form.hint(onlyWith('list'), 'input.query'),
  form.hint(onlyWith('get', 'delete', 'action', 'markExported'), 'input.ids'),
  form.hint(onlyWith('create', 'update', 'upsert'), 'input.objects'),
  form.hint(onlyWith('attach'), 'input.files'),
  form.hint(onlyWith('download'), 'input.file'),
  element('p', { class: 'coupa-hint', ...onlyWith('attach', 'download'), id: 'coupa-record-file-facts' }),
  form.row('action', {
    icon: 'bolt',
    tip: true,
    placeholder: true,
    row: inHolder('action'),
    behind: [form.hint({ id: 'coupa-record-action-facts' })],
  }),
  form.row('key', { icon: 'key', tip: true, placeholder: true, row: inHolder('create', 'upsert') }),
  form.row('onMissing', { icon: 'plus-square-o', row: withOperations('upsert') }),
  form.row('onExisting', { icon: 'pencil-square-o', row: withOperations('upsert') }),
  form.row('onUnchanged', { icon: 'clone', tip: true, row: withOperations('upsert') }),
  form.row('output', { icon: 'sign-out', tip: true, row: withOperations('list') }),
  form.row('fields', {
    icon: 'list',
    tip: true,
    placeholder: true,
    row: withOperations('list', 'get', 'create', 'update', 'upsert', 'action'),
  }),
  element('div', { id: 'coupa-record-tips', role: 'status' }),
];

const reading = form.panel(
  {
    icon: 'flask',
    titleId: 'coupa-record-try-title',
    buttonId: 'coupa-record-try',
    texts: 'try',
    panel: onlyWith('list', 'get'),
  },
  element('p', form.text('try.hint')),
  element('div', { id: 'coupa-record-trial', role: 'status', 'aria-atomic': 'false' }),
);

const rehearsal = form.panel(
  {
    icon: 'flask',
    titleId: 'coupa-record-rehearse-title',
    buttonId: 'coupa-record-rehearse',
    texts: 'dryRun',
    panel: onlyWith(...writingOperations),
  },
  element('p', {}, element('label', { for: 'coupa-record-payload', ...form.text('dryRun.payload') })),
  element('textarea', {
    id: 'coupa-record-payload',
    class: 'coupa-payload',
    rows: '4',
    spellcheck: 'false',
  }),
  element('div', { id: 'coupa-record-rehearsal', role: 'status', 'aria-atomic': 'false' }),
);

const writing = form.section(
  'writing',
  withOperations('get', ...writingOperations, 'download'),
  form.row('validate', {
    icon: 'check-square-o',
    tip: true,
    row: withOperations('create', 'update', 'upsert'),
  }),
  form.row('verify', {
    icon: 'search',
    tip: true,
    row: withOperations('create', 'update', 'upsert', 'attach'),
  }),
  form.row('dryRun', {
    icon: 'flask',
    tip: true,
    row: withOperations(...writingOperations),
  }),
  form.row('maxInFlight', {
    icon: 'random',
    tip: true,
    row: withOperations(...writingOperations),
  }),
  form.row('stopOnError', { icon: 'stop-circle-o', tip: true }),
  form.row('maxActions', { icon: 'shield', tip: true, row: withOperations('delete', 'action') }),
  form.row('maxFileSize', { icon: 'file-o', tip: true, row: withOperations('attach', 'download') }),
);

const members = form.section(
  'members',
  { hidden: true },
  element('div', { class: 'form-row', id: 'coupa-record-members' }),
);

/** What Node-RED loads for `coupa-record`. */
export const html = formPage(
  'coupa-record',
  { script: 'record', id: 'coupa-record-dialog' },
  ...first,
  reading,
  rehearsal,
  writing,
  members,
);
