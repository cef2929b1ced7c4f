import { phrase } from '../../base/text/phrase';
import type { Answer } from '../../ports/requester';
import type { Notebook } from '../noting/notebook';
import type { Inquiry } from './inquiry';

/** Characters of a list above which a tenant may be expected to compress it: gateways leave short answers alone. */
const worthCompressing = 2_000;

/** Looks at what came with the answers so far. */
export function judgeAnswers({ answers, refusals }: Inquiry, notebook: Notebook): void {
  const redirects = refusals.filter(({ reason }) => reason?.kind === 'redirected').length;
  const pages = refusals.filter(
    ({ reason }) => reason?.kind === 'blocked' || (reason?.kind === 'body' && reason.fault === 'webPage'),
  ).length;
  const xml = refusals.filter(({ reason }) => reason?.kind === 'body' && reason.fault === 'xml').length;
  if (redirects + pages > 0)
    notebook.broken('api-answers', phrase`Redirects: ${redirects}; web pages: ${pages}.`);
  if (xml > 0) notebook.broken('json', phrase`Answers in XML: ${xml}.`);
  const unlike = refusals.filter(
    ({ code, reason }) => code === 'COUPA_RESPONSE' && (reason === undefined || reason.kind === 'refusal'),
  ).length;
  if (unlike > 0) notebook.broken('list', phrase`Other answers: ${unlike}.`);
  if (answers.length === 0) return;
  notebook.kept('api-answers');
  notebook.kept('json');
  if (answers.some(({ body }) => Array.isArray(body))) notebook.kept('list');
  judgeHeaders(answers, notebook);
  judgeEmpty(answers, notebook);
}

function judgeHeaders(answers: readonly Answer[], notebook: Notebook): void {
  const others = answers.filter((answer) => !isJsonType(headerOf(answer, 'content-type'))).length;
  notebook.judge(
    'content-type',
    others === 0,
    phrase`${others} of ${answers.length} answers say something else.`,
  );
  const cached = answers.filter(isCached).length;
  notebook.judge('not-cached', cached === 0, phrase`${cached} of ${answers.length} answers came from one.`);
  const long = answers.filter(({ body }) => JSON.stringify(body ?? '').length > worthCompressing);
  const plain = long.filter(
    (answer) => !/\b(?:gzip|br|deflate)\b/i.test(headerOf(answer, 'content-encoding')),
  );
  if (long.length > 0)
    notebook.judge('compression', plain.length === 0, phrase`${plain.length} of ${long.length} were not.`);
  const rate = answers.map(rateOf).find((one) => one !== undefined);
  if (rate === undefined) notebook.unknown('rate-limit', phrase`No header says what it allows.`);
  else notebook.judge('rate-limit', rate >= 20, phrase`It says that it allows ${rate} in a second.`);
}

function isJsonType(type: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type);
}

function isCached(answer: Answer): boolean {
  return Number(headerOf(answer, 'age')) > 0 || /\bhit\b/i.test(headerOf(answer, 'x-cache'));
}

/** Requests in a second that an answer says are allowed, in one of the forms that gateways use. */
function rateOf(answer: Answer): number | undefined {
  const policy = /(?:^|[\s,;])(\d+)\s*;\s*w=(\d+)|;\s*q=(\d+)\s*;\s*w=(\d+)/.exec(
    `${headerOf(answer, 'ratelimit-policy')} ${headerOf(answer, 'ratelimit-limit')}`,
  );
  if (policy !== null) {
    const [, count, window, quota, span] = policy;
    const seconds = Number(window ?? span);
    return seconds > 0 ? Number(count ?? quota) / seconds : undefined;
  }
  const perSecond = headerOf(answer, 'x-ratelimit-limit-second');
  return /^\d+$/.test(perSecond) ? Number(perSecond) : undefined;
}

function judgeEmpty(answers: readonly Answer[], notebook: Notebook): void {
  const empty = answers.filter(
    ({ body, statusCode }) => statusCode === 204 || (Array.isArray(body) && body.length === 0),
  );
  if (empty.length === 0) return;
  const other = empty.find(({ statusCode }) => statusCode !== 200);
  notebook.judge('empty-list', other === undefined, phrase`HTTP ${other?.statusCode ?? 200} came.`);
}

function headerOf({ headers }: Answer, name: string): string {
  return String([headers[name] ?? ''].flat()[0] ?? '');
}
