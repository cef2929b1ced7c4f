import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import { phrase, type Say } from '../../lib/base/text/phrase';
import { recordFacts } from '../../lib/records/inspect/record-facts';
import { type RehearsalParts, rehearse, tryRecords } from '../../lib/records/inspect/rehearse';
import type { RecordTrial, Rehearsal } from '../../lib/records/inspect/rehearsed';
import type { Answers } from './answers';
import { answering, asFields, asText, bounded, endpoint, type Fields } from './endpoint';
import { mayContact } from './may-contact';
import { withConnection } from './short-connection';
import { unsavedConnection } from './unsaved-connection';

/** Serves what the record node's dialog asks. */
export function serveRecord(RED: NodeAPI): void {
  const { httpAdmin, auth } = RED;
  const write = mayContact(RED, 'coupa-record.write');
  httpAdmin.get(
    '/coupa/record-facts',
    auth.needsPermission('coupa-record.read'),
    answering(async (request, response) => {
      const answer: Answers['record-facts'] = recordFacts(
        bounded('resource', asText(request.query['resource'])),
      );
      response.json(answer);
    }),
  );
  httpAdmin.post(
    '/coupa/try-record',
    write,
    endpoint<'try-record'>((body, signal, say) => tryIt(RED, body, signal, say)),
  );
  httpAdmin.post(
    '/coupa/dry-run',
    write,
    endpoint<'dry-run'>((body, signal, say) => dryRun(RED, body, signal, say)),
  );
}

/** Body: `node` (the dialog's fields), `connection` (those of its connection). */
function tryIt(RED: NodeAPI, body: Fields, signal: AbortSignal, say: Say): Promise<RecordTrial> {
  const fields = plainFields(body);
  return withCore(RED, body, signal, say, (parts) => tryRecords(fields, parts));
}

/** The same with `payload`, the text of what a message would bring. */
function dryRun(RED: NodeAPI, body: Fields, signal: AbortSignal, say: Say): Promise<Rehearsal> {
  const fields = plainFields(body);
  const payload = readPayload(bounded('payload', asText(body['payload'])));
  return withCore(RED, body, signal, say, (parts) => rehearse(fields, payload, parts));
}

function withCore<T>(
  RED: NodeAPI,
  body: Fields,
  signal: AbortSignal,
  say: Say,
  work: (parts: RehearsalParts) => Promise<T>,
): Promise<T> {
  return withConnection(unsavedConnection(RED, asFields(body['connection'])), async (connection) => {
    connection.check();
    return work({ requester: connection, say, signal });
  });
}

/** @throws {CoupaError} `COUPA_VALIDATION` where a field is filled in only when a message comes, or the flow is deployed. */
function plainFields(body: Fields): Fields {
  const fields = asFields(body['node']);
  for (const [name, value] of Object.entries(fields)) {
    const text = bounded(name, asText(value));
    if (!/\$\{|\{\{/.test(text)) continue;
    throw new CoupaError(
      'COUPA_VALIDATION',
      phrase`"${name}" is ${text}, which is filled in only when the node works. Type a plain value in to try it.`,
      { reason: { kind: 'setting', property: name } },
    );
  }
  return fields;
}

function readPayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CoupaError('COUPA_VALIDATION', phrase`What was typed in is no JSON: ${why}.`);
  }
}
