import type { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { type Resource, resources } from '../../catalogue/resources';
import { idOf } from '../../scan/page';
import { compareIds } from '../../scan/record-id';
import type { AssumptionId } from '../assumptions/assumptions';
import type { Notebook } from '../noting/notebook';
import type { Inquiry, Reply } from './inquiry';
import type { KnownIds } from './paging';
import type { Sample } from './survey';

/** Asks for single records: one that is there, and one that is not. */
export async function askSingle(
  inquiry: Inquiry,
  notebook: Notebook,
  { resource: { path } }: Sample,
  { ids, free }: KnownIds,
): Promise<void> {
  const [id] = ids;
  if (id === undefined) return;
  const equal = await inquiry.list(path, [
    ['id', id],
    ['limit', 2],
  ]);
  if (equal.kind === 'list') {
    const { length } = equal.records;
    const found = idOf(equal.records[0]);
    const isIt = found !== undefined && compareIds(found, id) === 0;
    notebook.judge('equality', length === 1 && isIt, phrase`Records that came: ${length}.`);
  }
  const one = await inquiry.value(`${path}/${encodeURIComponent(id)}`);
  if (one.kind === 'value') {
    const found = idOf(one.body);
    const isIt = found !== undefined && compareIds(found, id) === 0;
    notebook.judge('record-by-id', isIt, phrase`Something else came.`);
  } else if (one.kind === 'refused') refused(notebook, 'record-by-id', one.error);
  if (free === undefined) return;
  expectStatus(notebook, 'not-found', await inquiry.value(`${path}/${free}`), 404);
}

/** Asks for what cannot be: lists, filters and dates that do not exist. */
export async function askNonsense(
  inquiry: Inquiry,
  notebook: Notebook,
  sample: Sample | undefined,
): Promise<void> {
  expectStatus(notebook, 'no-such-list', await inquiry.list('/api/coupa_examination', [['limit', 1]]), 404);
  if (sample === undefined) return;
  const { path } = sample.resource;
  const filter = await inquiry.list(path, [
    ['coupa_examination', 1],
    ['limit', 1],
  ]);
  expectStatus(notebook, 'unknown-filter', filter, 400);
  const date = await inquiry.list(path, [
    ['updated-at[gt_or_eq]', 'coupa_examination'],
    ['limit', 1],
  ]);
  expectStatus(notebook, 'wrong-date', date, 400);
}

/** Asks for a list that the token has no scope for, unless one was refused already. */
export async function askForbidden(
  inquiry: Inquiry,
  notebook: Notebook,
  scopes: readonly string[] | undefined,
  known: readonly { resource: Resource; reply: Reply }[],
): Promise<void> {
  const isRefused = known.some(
    ({ reply }) => reply.kind === 'refused' && reply.error.code === 'COUPA_FORBIDDEN',
  );
  if (isRefused) return notebook.kept('forbidden');
  const other = scopes && resources.find(({ scope }) => scope !== '' && !scopes.includes(scope));
  if (!other || scopes.length === 0)
    return notebook.unknown('forbidden', phrase`Nobody knows which scope the token lacks.`);
  const reply = await inquiry.list(other.path, [['limit', 1]]);
  if (reply.kind !== 'refused') notebook.broken('forbidden', phrase`HTTP ${reply.answer.statusCode} came.`);
  else if (reply.error.code === 'COUPA_FORBIDDEN') notebook.kept('forbidden');
  else refused(notebook, 'forbidden', reply.error);
}

function expectStatus(notebook: Notebook, id: AssumptionId, reply: Reply, status: number): void {
  if (reply.kind !== 'refused') {
    const { statusCode } = reply.answer;
    notebook.judge(id, statusCode === status, phrase`HTTP ${statusCode} came.`);
  } else if (reply.error.statusCode === status) {
    notebook.kept(id);
    judgeWords(notebook, reply.error);
  } else refused(notebook, id, reply.error);
}

/** A refusal of another kind than the expected one. What is everybody's, or not the API's, proves nothing here. */
function refused(notebook: Notebook, id: AssumptionId, { statusCode, code, reason }: CoupaError): void {
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return;
  if (statusCode === 429 || statusCode === 401 || reason?.kind === 'blocked') return;
  if (id === 'record-by-id' && code === 'COUPA_FORBIDDEN') return;
  notebook.broken(id, phrase`HTTP ${statusCode} came.`);
}

function judgeWords(notebook: Notebook, { reason }: CoupaError): void {
  const messages = reason !== undefined && 'messages' in reason ? (reason.messages ?? []) : [];
  const isPage = messages.some((message) => message.startsWith('web page '));
  notebook.judge(
    'error-words',
    messages.length > 0 && !isPage,
    phrase`A refusal came without words, or as a web page.`,
  );
}
