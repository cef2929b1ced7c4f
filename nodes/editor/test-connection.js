import { ask, lastAnswer } from './ask.js';
import { icon, isOccupied, make, occupy, verdict } from './dom.js';

/**
 * Lets the button try the fields of the dialog and tells the result beside it, in plain words. `tested` gets
 * the report.
 */
export function testConnection(dialog, { say, fields, resources, tested }) {
  const button = dialog.querySelector('#coupa-config-test');
  const place = dialog.querySelector('#coupa-config-report');
  const answered = lastAnswer((report) => {
    occupy(button, false);
    place.replaceChildren(...describe(report, say));
    place.firstElementChild.scrollIntoView({ block: 'nearest' });
    unfold(dialog, report.findings);
    if (report.findings) tested(report);
  });
  // What was found is no longer what the fields say.
  const forget = () => {
    answered.drop();
    occupy(button, false);
    place.replaceChildren();
  };
  dialog.addEventListener('input', forget);
  $(dialog).on('change', forget);
  button.addEventListener('click', () => {
    if (isOccupied(button)) return;
    occupy(button, true);
    place.replaceChildren(
      make('p', { class: 'coupa-busy' }, icon('spinner fa-spin'), ` ${say('test.busy')}`),
    );
    answered(() => ask('POST', 'test-connection', { connection: fields(), resources: resources() }));
  });
}

function describe(report, say) {
  if (report.failure)
    return [verdict('error', say(report.failure.isForbidden ? 'test.forbidden' : 'test.failed'))];
  if (report.error) return [verdict('error', say('test.failed'), report.error.message)];
  const errors = report.findings.filter(({ level }) => level === 'error');
  const head = errors.length === 0 ? [verdict('ok', say('test.ok'))] : [];
  return [...head, ...report.findings.map((one) => finding(one, say)), facts(report, say)];
}

function finding({ kind, level, values, detail }, say) {
  const words = {
    host: '',
    proxy: '',
    resource: '',
    scope: '',
    ...values,
    count: Math.abs(values.seconds ?? 0),
  };
  const what = say(`finding.${kind}.what`, words);
  // Which field is wrong, only the detail knows.
  if (kind === 'settings' && detail) return verdict(level, what, detail);
  const isNamed = kind === 'scopeMissing' && scopeField().includes(words.scope);
  const box = verdict(level, what, say(`finding.${kind}.${isNamed ? 'cureNamed' : 'cure'}`, words));
  if (detail) {
    const more = make(
      'details',
      { class: 'coupa-fold' },
      make('summary', {}, say('test.detail')),
      make('p', {}, detail),
    );
    box.append(more);
  }
  return box;
}

function scopeField() {
  return (document.getElementById('node-config-input-scope')?.value ?? '').split(/[\s,]+/);
}

/** Folded parts of the dialog that a cure speaks of. */
const sections = {
  certificate: 'network',
  notTls: 'network',
  proxyNotTls: 'network',
  proxyUnreachable: 'network',
  proxyLogin: 'network',
  proxyRefused: 'network',
  csoKey: 'cso',
  rateLimit: 'limits',
  timeout: 'limits',
};

function unfold(dialog, findings = []) {
  for (const { kind } of findings) {
    const section = sections[kind] && dialog.querySelector(`[data-coupa-section="${sections[kind]}"]`);
    if (section) section.open = true;
  }
}

function facts({ token, scopes, resources, clockDifference, proxy, findings }, say) {
  const isTold = findings.some(({ kind }) => kind === 'clock');
  const rows = [
    token && [
      say('test.token'),
      say('test.tokenValue', { time: token.milliseconds, hours: hours(token.expiresIn) }),
    ],
    scopes && [say('test.scopes'), scopeList(scopes)],
    ...resources.map(({ name, ok, milliseconds }) => [
      name,
      ok ? say('test.answers', { time: milliseconds }) : say('test.unread'),
    ]),
    clockDifference !== undefined && !isTold && [say('test.clock'), clock(clockDifference, say)],
    proxy && [say('test.proxy'), proxy],
  ].filter(Boolean);
  return make(
    'dl',
    { class: 'coupa-facts' },
    ...rows.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]),
  );
}

/** A client that names no scope gets all that it was granted, which may be many. */
function scopeList(scopes) {
  if (scopes.length <= 6) return scopes.join(' ') || '–';
  return make(
    'details',
    { class: 'coupa-fold' },
    make('summary', {}, String(scopes.length)),
    scopes.join(' '),
  );
}

function hours(seconds) {
  return Math.round(seconds / 360) / 10;
}

function clock(difference, say) {
  const seconds = Math.round(Math.abs(difference) / 1000);
  if (seconds < 2) return say('test.clockSame');
  return say(difference > 0 ? 'test.clockAhead' : 'test.clockBehind', { seconds });
}
