import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../../lib/base/errors';
import { parsedJson } from '../../../lib/base/json';
import { phrase } from '../../../lib/base/text/phrase';
import type { UndeliverablesReport } from '../../../lib/poll/model/report';
import type { CoupaPollNode } from '../../runtime/node-types';
import type { Answers } from '../answers';
import { asFields, asText, endpoint, type Fields } from '../endpoint';
import { pollNode } from '../poll-node';

/** A node that works. */
type Working = CoupaPollNode & Required<Pick<CoupaPollNode, 'poller' | 'carryOut'>>;

/** Serves what is asked of the records that a node has given up. */
export function serveUndeliverables(RED: NodeAPI): void {
  const { httpAdmin, auth } = RED;
  const read = auth.needsPermission('coupa-poll.read');
  const write = auth.needsPermission('coupa-poll.write');
  httpAdmin.get(
    '/coupa/undeliverables/:id',
    read,
    ofNode<'undeliverables'>(RED, async ({ poller }) => {
      const answer = await poller.run({ kind: 'list' });
      if (answer?.topic === 'list') return answer.payload;
      throw stopped();
    }),
  );
  httpAdmin.get(
    '/coupa/undeliverable/:id',
    read,
    ofNode<'undeliverable'>(RED, async ({ poller }, { key }) => {
      const answer = await poller.run({ kind: 'find', key: asText(key) });
      return { ...(answer?.topic === 'record' && { record: answer.payload }) };
    }),
  );
  httpAdmin.get(
    '/coupa/undeliverable-records/:id',
    read,
    ofNode<'undeliverable-records'>(RED, async (node, { keys }) => {
      const found = await Promise.all(readKeys(keys).map((key) => payloadOf(node, key)));
      return { records: found.filter((one) => one !== undefined) };
    }),
  );
  httpAdmin.get(
    '/coupa/handled/:id',
    read,
    ofNode<'handled'>(RED, async ({ poller }) => {
      const answer = await poller.run({ kind: 'handled' });
      // In a fleet, one that leads with an earlier version does not know.
      return { handled: answer?.topic === 'handled' ? answer.payload : [] };
    }),
  );
  for (const command of ['redeliver', 'dismiss'] as const)
    httpAdmin.post(
      `/coupa/${command}/:id`,
      write,
      ofNode<typeof command>(RED, (node, { keys }, user) => carryOut(node, { command, keys }, user)),
    );
}

/** Records that are given at once: they are in memory together, and there may be many large ones. */
const mostAtOnce = 25;

/** A list as JSON: Express makes something else of a query with many members of one name. */
function readKeys(sent: unknown): string[] {
  const keys = parsedJson(asText(sent));
  return Array.isArray(keys) ? keys.slice(0, mostAtOnce).map(asText) : [];
}

/** `undefined`: it is not kept, or not any more. */
async function payloadOf(
  { poller }: Working,
  key: string,
): Promise<Answers['undeliverable-records']['records'][number] | undefined> {
  const answer = await poller.run({ kind: 'find', key });
  return answer?.topic === 'record' ? { key, record: answer.payload.payload } : undefined;
}

/** The way of a message: whoever listens to output 2 hears of it. */
async function carryOut(node: Working, message: object, user: string): Promise<UndeliverablesReport> {
  const answer = await node.carryOut(message, user === '' ? {} : { user });
  if (answer?.topic === 'undeliverables') return answer.payload;
  throw stopped();
}

function stopped(): CoupaError {
  return new CoupaError('COUPA_STATE', phrase`The node was stopped meanwhile.`);
}

/** Answers of a node by its id: 404 where there is none, 409 where it is deployed with a mistake. */
function ofNode<Path extends keyof Answers>(
  RED: NodeAPI,
  work: (node: Working, fields: Fields, user: string) => Promise<Answers[Path]>,
): RequestHandler {
  return (request, response, next) => {
    const node = pollNode(RED, String(request.params['id']));
    if (node === undefined || !isWorking(node)) {
      response.sendStatus(node === undefined ? 404 : 409);
      return;
    }
    const asked = asFields(request.query);
    const answers = endpoint<Path>((body, _signal, _say, user) => work(node, { ...asked, ...body }, user));
    return answers(request, response, next);
  };
}

function isWorking(node: CoupaPollNode): node is Working {
  return node.poller !== undefined && node.carryOut !== undefined;
}
