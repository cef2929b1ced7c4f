import { pollOptions } from '../../lib/poll/model/options';
import { Form, formPage } from '../form/form';
import { element } from '../form/html';

const form = new Form('coupa-poll', pollOptions);
const verbatim = { spellcheck: 'false' };

/** The fields that are always in sight. */
const first = [
  form.row('name', { icon: 'tag', placeholder: true }),
  form.row('connection', { icon: 'plug' }),
  form.row('resource', {
    icon: 'file-text-o',
    tip: true,
    row: { class: 'coupa-holder' },
    behind: [
      form.hint({ id: 'coupa-poll-resource-facts' }),
      form.hint({ id: 'coupa-poll-scope-note', role: 'status' }),
    ],
  }),
  form.row('interval', { icon: 'clock-o', unit: 'interval' }),
  form.row('start', { icon: 'play', tip: true, behind: [form.hint({ id: 'coupa-poll-start-hint' })] }),
  form.row('startDate', {
    icon: 'calendar',
    tip: true,
    placeholder: '2026-01-31T00:00:00Z',
    row: { id: 'coupa-poll-row-startDate' },
  }),
];

/** The URL as it would be sent, and the button that tries it. */
const preview = form.panel(
  {
    icon: 'flask',
    titleId: 'coupa-poll-preview-title',
    buttonId: 'coupa-poll-try',
    texts: 'try',
    title: 'preview',
  },
  element('div', { id: 'coupa-poll-preview', role: 'status' }),
  element('div', { id: 'coupa-poll-trial', role: 'status', 'aria-atomic': 'false' }),
);

const query = form.section(
  'query',
  {},
  form.row('url', {
    icon: 'globe',
    tip: true,
    placeholder: true,
    field: { class: 'coupa-wide', ...verbatim },
    behind: [form.hint({ class: 'coupa-hint coupa-hint-wide', id: 'coupa-poll-url-hint' })],
  }),
  element('div', { class: 'form-row', id: 'coupa-poll-builder', hidden: true }),
  form.row('pageSize', { icon: 'files-o', tip: true }),
  form.row('overlap', { icon: 'history', tip: true }),
);

const fields = form.section(
  'fields',
  {},
  form.row('idField', { icon: 'hashtag', tip: true }),
  form.row('updatedDateField', { icon: 'calendar-check-o', tip: 'dateField' }),
  form.row('updatedDateFormat', { icon: 'font', label: 'dateFormat', tip: 'dateFormat' }),
  form.row('updatedDateTimezone', { icon: 'globe', label: 'timezone', tip: 'timezone' }),
  form.row('createdDateField', { icon: 'calendar-plus-o', tip: 'dateField' }),
  form.row('createdDateFormat', { icon: 'font', tip: 'dateFormat' }),
  form.row('createdDateTimezone', { icon: 'globe', label: 'createdTimezone', tip: 'timezone' }),
  form.row('createdCheckTolerance', { icon: 'arrows-h', tip: true }),
  form.row('filterByUpdatedDate', { icon: 'filter', tip: true }),
);

const delivery = form.section(
  'delivery',
  {},
  form.row('delivery', { icon: 'truck', tip: true }),
  form.hint({ id: 'coupa-poll-acknowledge-hint' }, 'delivery.hint'),
  form.row('markExported', {
    icon: 'flag-checkered',
    tip: true,
    field: { 'aria-describedby': 'coupa-poll-mark-hint' },
    row: { id: 'coupa-poll-row-markExported' },
    behind: [form.hint({ id: 'coupa-poll-mark-hint', role: 'status' })],
  }),
  element(
    'div',
    { id: 'coupa-poll-rows-kept' },
    form.row('maxInFlight', { icon: 'inbox', tip: true }),
    form.row('acknowledgeTimeout', {
      icon: 'hourglass-o',
      tip: true,
      row: { id: 'coupa-poll-row-acknowledgeTimeout' },
    }),
    form.row('maxAttempts', { icon: 'repeat', tip: true }),
  ),
  form.row('removals', { icon: 'search-minus', tip: true }),
  form.row('integration', { icon: 'exchange', tip: true, placeholder: true, field: verbatim }),
  form.row('stateStore', { icon: 'database', tip: true, placeholder: true }),
  form.row('fleetKey', { icon: 'sitemap', tip: true, placeholder: true, field: verbatim }),
);

const output = form.section(
  'output',
  {},
  form.row('output', { icon: 'sign-out', tip: true }),
  form.secret('signatureKey', { tip: true, row: { id: 'coupa-poll-row-signatureKey' } }),
  form.row('removeNulls', { icon: 'eraser', tip: true }),
);

const history = form.section('history', {}, element('div', { class: 'form-row', id: 'coupa-poll-history' }));

/** What Node-RED loads for `coupa-poll`. */
export const html = formPage(
  'coupa-poll',
  { script: 'poll', id: 'coupa-poll-dialog' },
  ...first,
  preview,
  query,
  fields,
  delivery,
  output,
  history,
);
