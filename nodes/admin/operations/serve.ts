import type { Request, Response } from 'express';
import type { NodeAPI, NodeMessage } from 'node-red';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { sayAll } from '../../../lib/base/text/say-all';
import { leftoversIn, removeLeftovers } from '../../../lib/operations/leftovers';
import { readCommand } from '../../../lib/poll/command';
import type { CoupaPollNode } from '../../runtime/node-types';
import { coupaFolder, otherProcess } from '../../runtime/user-directory';
import type { Answers } from '../answers';
import { answering, asText, endpoint, type Fields, sayInEditor } from '../endpoint';
import { gather, rights } from './gather';
import { knownIds } from './known-ids';
import { rightsOf } from './rights-of';

/** Serves what the sidebar asks: the state of all that runs, commands to polls, and what deleted nodes left behind. */
export function serveOperations(RED: NodeAPI): void {
  const { httpAdmin, auth } = RED;
  const write = auth.needsPermission('coupa-poll.write');
  httpAdmin.get(
    '/coupa/operations',
    // Whoever is signed in may ask, and is told what their rights allow.
    auth.needsPermission(''),
    answering((request, response) => tell(RED, request, response)),
  );
  httpAdmin.post(
    '/coupa/command/:id',
    write,
    answering(async (request, response) => {
      const node = RED.nodes.getNode(String(request.params['id'])) as CoupaPollNode | null;
      if (node?.type !== 'coupa-poll') response.sendStatus(404);
      else if (node.poller === undefined) response.sendStatus(409);
      else await command(node)(request, response, () => undefined);
    }),
  );
  httpAdmin.get(
    '/coupa/leftovers',
    auth.needsPermission('coupa-poll.read'),
    answering(async (_request, response) => {
      const answer: Answers['leftovers'] = { leftovers: await leftovers(RED) };
      response.json(answer);
    }),
  );
  httpAdmin.post(
    '/coupa/remove-leftovers',
    write,
    endpoint<'remove-leftovers'>((body) => remove(RED, body)),
  );
}

async function tell(RED: NodeAPI, request: Request, response: Response): Promise<void> {
  const held = await rightsOf(RED, request, response, rights);
  const answer: Answers['operations'] = await gather(held);
  response.json(sayAll(answer, sayInEditor(request)));
}

/** Body: as a message to the node, `command`, `from`, `to`. What a poll comes to is shown where it shows itself: nobody waits for it. */
function command(node: CoupaPollNode) {
  return endpoint<'command'>(async (body, signal) => {
    const asked = readCommand(body);
    if (node.poller === undefined || asked.kind === 'poll') node.receive({ command: 'poll' } as NodeMessage);
    else await Promise.race([node.poller.run(asked), refusal(signal)]);
    return {};
  });
}

function refusal(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** None while another process uses the directory: they may be those of its nodes. */
async function leftovers(RED: NodeAPI): Promise<Answers['leftovers']['leftovers']> {
  return otherProcess() === undefined ? leftoversIn(coupaFolder(RED), knownIds(RED)) : [];
}

/** Body: `ids`. */
async function remove(RED: NodeAPI, body: Fields): Promise<Answers['remove-leftovers']> {
  const sent = body['ids'];
  const ids = Array.isArray(sent) ? sent.map(asText) : [];
  if (otherProcess() !== undefined)
    throw new CoupaError(
      'COUPA_STATE',
      phrase`Another Node-RED uses this user directory, and the files may be those of its nodes. Nothing was removed. Stop it, then try again.`,
    );
  return { removed: await removeLeftovers(coupaFolder(RED), ids, knownIds(RED)) };
}
