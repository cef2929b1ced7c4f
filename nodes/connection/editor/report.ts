import type { Said } from '../../../lib/base/text/said';
import { scopesIn } from '../../../lib/catalogue/scopes-in';
import type {
  ConnectionFinding,
  ConnectionFindingKind,
} from '../../../lib/connection/diagnose/connection-report';
import type { Answer } from '../../editor/ask/ask';
import { textIn } from '../../editor/fields/field';
import { factList, make } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';
import { namesOf } from './scope-with-nodes';

type Report = Answer<'test-connection'>;

/** What a test of a connection found: a box for each finding, and a list of what was seen. */
export function findingsAndFacts(report: Report, say: Say): HTMLElement[] {
  const errors = report.findings.filter(({ level }) => level === 'error');
  const head = errors.length === 0 ? [verdict('ok', say('test.ok'))] : [];
  return [...head, ...report.findings.map((one) => finding(one, say)), facts(report, say)];
}

/** Folded parts of the dialog that a cure speaks of. */
const sections: Partial<Record<ConnectionFindingKind, string>> = {
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

/** The folded part of the dialog that the cure of a finding speaks of; `undefined`: none. */
export function sectionOf(kind: ConnectionFindingKind): string | undefined {
  return sections[kind];
}

function finding({ kind, level, values, detail }: Said<ConnectionFinding>, say: Say): HTMLElement {
  const names = { host: '', proxy: '', resource: '', scope: '', nodes: '' };
  const words = { ...names, ...values, count: Math.abs(values.seconds ?? 0) };
  const what = say(`finding.${kind}.what`, words);
  // Which field is wrong, only the detail knows.
  if (kind === 'settings' && detail) return verdict(level, what, detail);
  const isNamed =
    kind.startsWith('scopeMissing') && scopesIn(textIn('scope', 'node-config-input-')).includes(words.scope);
  const box = verdict(level, what, say(`finding.${kind}.${isNamed ? 'cureNamed' : 'cure'}`, words));
  if (detail) box.append(folded(say('test.detail'), make('p', {}, detail)));
  return box;
}

function facts(report: Report, say: Say): HTMLElement {
  const { token, scopes, needed = [], resources, clockDifference, proxy, findings } = report;
  const isTold = findings.some(({ kind }) => kind === 'clock');
  return factList([
    token && [
      say('test.token'),
      say('test.tokenValue', { time: token.milliseconds, hours: hours(token.expiresIn) }),
    ],
    scopes && [say('test.scopes'), scopeList(scopes)],
    needed.length > 0 ? [say('test.needed'), neededList(needed, say)] : undefined,
    ...resources.map(
      ({ name, ok, milliseconds }) =>
        [name, ok ? say('test.answers', { time: milliseconds }) : say('test.unread')] as const,
    ),
    clockDifference === undefined || isTold ? undefined : [say('test.clock'), clock(clockDifference, say)],
    proxy ? [say('test.proxy'), proxy] : undefined,
  ]);
}

/** A client that names no scope gets all that it was granted, which may be many. */
function scopeList(scopes: string[]): string | HTMLElement {
  if (scopes.length <= 6) return scopes.join(' ') || '–';
  return folded(String(scopes.length), scopes.join(' '));
}

/** What was granted of what the flow's nodes need, and what was not. */
function neededList(needed: NonNullable<Report['needed']>, say: Say): HTMLElement {
  const told = (granted: boolean | undefined) => {
    if (granted === undefined) return say('test.neededUnknown');
    return say(granted ? 'test.neededGranted' : 'test.neededMissing');
  };
  return make(
    'span',
    {},
    ...needed.map((one) => make('div', {}, `${one.scope}: ${told(one.granted)} (${namesOf(one)})`)),
  );
}

function folded(summary: string, content: Node | string): HTMLElement {
  return make('details', { class: 'coupa-fold' }, make('summary', {}, summary), content);
}

function hours(seconds: number): number {
  return Math.round(seconds / 360) / 10;
}

function clock(differenceMs: number, say: Say): string {
  const seconds = Math.round(Math.abs(differenceMs) / 1000);
  if (seconds < 2) return say('test.clockSame');
  return say(differenceMs > 0 ? 'test.clockAhead' : 'test.clockBehind', { seconds });
}
