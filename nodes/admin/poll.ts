import type { Request, Response } from 'express';
import type { NodeAPI, NodeMessage } from 'node-red';
import { variableOf } from '../../lib/base/environment-variable';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { sayAll } from '../../lib/base/text/say-all';
import { readSiteAddress } from '../../lib/connection/address/site-address';
import { credentialNames } from '../../lib/connection/settings/credential-names';
import { pollParts } from '../../lib/poll/compile/parts';
import { mistakeOf, previewWhenKnown } from '../../lib/poll/inspect/preview';
import { tryPoll } from '../../lib/poll/inspect/trial';
import type { Trial } from '../../lib/poll/inspect/tried';
import { valuesOf } from '../../lib/poll/inspect/values';
import { pollOptions } from '../../lib/poll/model/options';
import type { StatusReport } from '../../lib/poll/model/report';
import { type PollSettings, readPollSettings } from '../../lib/poll/model/settings';
import type { BoundsState } from '../../lib/poll/scan/bounds';
import type { TemplateValues } from '../../lib/template/url-template';
import type { CoupaPollNode } from '../runtime/node-types';
import { templateValues } from '../runtime/template-values';
import type { Answers, HistoryAnswer } from './answers';
import { answering, asFields, asText, bounded, endpoint, type Fields, sayInEditor } from './endpoint';
import { mayContact } from './may-contact';
import { pollNode } from './poll-node';
import { withConnection } from './short-connection';
import { unsavedConnection } from './unsaved-connection';

/** Serves what the poll node's dialog and its button ask. */
export function servePoll(RED: NodeAPI): void {
  const { httpAdmin, auth } = RED;
  // A URL may name environment and context: only who may deploy, and so read them anyway, may have it rendered.
  const write = mayContact(RED, 'coupa-poll.write');
  const read = auth.needsPermission('coupa-poll.read');
  httpAdmin.post(
    '/coupa/preview',
    write,
    endpoint<'preview'>((body) => preview(RED, body)),
  );
  httpAdmin.post(
    '/coupa/try',
    write,
    endpoint<'try'>((body, signal) => tryIt(RED, body, signal)),
  );
  httpAdmin.post(
    '/coupa/values',
    write,
    endpoint<'values'>((body, signal) => values(RED, body, signal)),
  );
  httpAdmin.post(
    '/coupa/poll-now/:id',
    auth.needsPermission('coupa-poll.write'),
    answering(async (request, response) => pollNow(RED, request, response)),
  );
  httpAdmin.get(
    '/coupa/history/:id',
    read,
    answering(async (request, response) => {
      const found = await history(RED, request);
      if (found === undefined) response.sendStatus(404);
      else response.json(sayAll(found, sayInEditor(request)));
    }),
  );
}

/** Body: `id`, `node` (the dialog's fields), `connection` (those of its connection). */
async function preview(RED: NodeAPI, body: Fields): Promise<Answers['preview']> {
  const fields = asFields(body['node']);
  const site = siteOf(RED, asFields(body['connection']));
  const node = pollNode(RED, asText(body['id']));
  try {
    const settings = readPollSettings(withEnvironment(RED, fields, node));
    const known = { ...site, ...(await boundsStateOf(node, settings)), now: Date.now() };
    const shown = await previewWhenKnown(settings, { ...known, values: shownValues(RED, node) });
    const isBroken = node !== undefined && node.poller === undefined;
    const remarks = isBroken ? [unknownPosition, ...shown.remarks] : shown.remarks;
    return { ...shown, remarks, ...(site.known && { origin: site.origin }) };
  } catch (error) {
    if (error instanceof CoupaError) return { mistake: mistakeOf(error) };
    throw error;
  }
}

const unknownPosition = phrase`This node is deployed with a mistake. Where it goes on is known again once it is deployed without one; nothing is forgotten.`;

async function tryIt(RED: NodeAPI, body: Fields, signal: AbortSignal): Promise<Trial> {
  const node = pollNode(RED, asText(body['id']));
  const settings = readPollSettings(withEnvironment(RED, asFields(body['node']), node));
  const access = unsavedConnection(RED, asFields(body['connection']));
  return withConnection(access, async (connection) => {
    connection.check();
    const hub = access.authentication === 'openConnectors';
    const values = node ? templateValues(RED, node, undefined) : noValues(RED);
    const parts = pollParts(settings, { origin: connection.site.origin, hub, values: () => values });
    const state = await boundsStateOf(node, settings);
    return tryPoll(parts, { ...state, requester: connection, hub, now: Date.now(), signal });
  });
}

/** Body: `resource`, `attribute`, `connection` (the fields of a connection). */
async function values(RED: NodeAPI, body: Fields, signal: AbortSignal): Promise<Answers['values']> {
  const asked = { resource: asText(body['resource']), attribute: asText(body['attribute']) };
  return withConnection(unsavedConnection(RED, asFields(body['connection'])), async (connection) => {
    connection.check();
    return { values: await valuesOf(asked, { requester: connection, signal }) };
  });
}

/** The way of inject's button: the message `{ command: "poll" }` comes in. */
function pollNow(RED: NodeAPI, request: Request, response: Response): void {
  const node = pollNode(RED, String(request.params['id']));
  if (node === undefined) {
    response.sendStatus(404);
    return;
  }
  if (node.poller === undefined) {
    response.sendStatus(409);
    return;
  }
  const message: NodeMessage & { command: string } = { command: 'poll' };
  node.receive(message);
  // The editor reads every answer as JSON: a plain `OK` would look like a failure to it.
  const answer: Answers['poll-now'] = {};
  response.json(answer);
}

async function history(RED: NodeAPI, request: Request): Promise<HistoryAnswer | undefined> {
  const node = pollNode(RED, String(request.params['id']));
  if (node === undefined) return undefined;
  const [polls = [], state] = await Promise.all([
    // Nor does a fleet without a leader hide the dialog.
    node.history?.polls().catch(() => []),
    // A state that cannot be read hides no history.
    reportOf(node)?.catch(() => undefined),
  ]);
  const leader = node.poller?.leader;
  return { polls, ...(state !== undefined && { state }), ...(leader !== undefined && { leader }) };
}

function reportOf(node: CoupaPollNode): Promise<StatusReport> | undefined {
  return node.poller?.report();
}

/** What decides where a node's next poll begins, if it goes on from there: another resource starts anew. */
async function boundsStateOf(
  node: CoupaPollNode | undefined,
  { resource }: PollSettings,
): Promise<BoundsState> {
  const known = await node?.poller?.beginsFrom().catch(() => undefined);
  return known?.resource === resource ? known : {};
}

/** A preview does not have to wait for a connection that works. */
function siteOf(RED: NodeAPI, fields: Fields): { origin: string; known: boolean; hub: boolean } {
  const hub = fields['authentication'] === 'openConnectors';
  try {
    // Without credentials: no secret has to be there, or may be asked for.
    const { siteAddress, authentication } = unsavedConnection(RED, { ...fields, credentials: noSecrets });
    return { origin: readSiteAddress(siteAddress, authentication).origin, known: true, hub };
  } catch (error) {
    if (error instanceof CoupaError) return { origin: 'https://acme.coupahost.com', known: false, hub };
    throw error;
  }
}

const noSecrets = Object.fromEntries(credentialNames.map((name) => [name, '']));

/** Properties that are an environment variable as a whole, as Node-RED fills them in when it deploys. */
function withEnvironment(RED: NodeAPI, fields: Fields, node: CoupaPollNode | undefined): Fields {
  const filled = Object.entries(fields).map(([name, value]) => {
    if (typeof value === 'string') bounded(name, value);
    const variable = variableOf(value);
    const known = variable === undefined ? undefined : environment(RED, variable, node);
    const isKnown = known !== undefined && known !== '';
    if (!isKnown && variable !== undefined && node === undefined && isRead(name))
      throw notFilledIn(name, String(value));
    // Node-RED leaves the text as it is where there is no such variable.
    return [name, isKnown ? known : value] as const;
  });
  return Object.fromEntries(filled);
}

/** Whether what is asked for depends on a property. */
function isRead(name: string): boolean {
  const option = Object.entries(pollOptions).find(([known]) => known === name)?.[1];
  return option !== undefined && option.kind !== 'node' && name !== 'integration';
}

/** Tabs, groups and subflows have variables of their own, which only a node that runs there knows. */
function notFilledIn(property: string, variable: string): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`"${property}" is the environment variable ${variable}, which is filled in where the node runs: what it says is not known before the deploy, nor in a subflow, whose instances have values of their own.`,
    { reason: { kind: 'setting', property } },
  );
}

function environment(RED: NodeAPI, path: string, node: CoupaPollNode | undefined): unknown {
  if (node) return RED.util.evaluateNodeProperty(path, 'env', node, {});
  return Object.hasOwn(process.env, path) ? process.env[path] : undefined;
}

/** Values for somebody who looks: what comes with a message, or is not known before the deploy, stands there by its name. */
function shownValues(RED: NodeAPI, node: CoupaPollNode | undefined): TemplateValues {
  const named = (scope: string) => (path: string) => `${scope}.${path}`;
  if (node === undefined)
    return { ...noValues(RED), flow: named('flow'), global: named('global'), msg: named('msg') };
  return { ...templateValues(RED, node, undefined), msg: named('msg') };
}

function noValues(RED: NodeAPI): TemplateValues {
  const nothing = () => undefined;
  return { env: (path) => environment(RED, path, undefined), flow: nothing, global: nothing, msg: nothing };
}
