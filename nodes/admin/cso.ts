import type { NodeAPI } from 'node-red';
import { readRequest } from '../../lib/cso/model/request';
import { readSettings } from '../../lib/cso/model/settings';
import { idOf } from '../../lib/cso/reading/answer';
import { listAll } from '../../lib/cso/reading/list';
import type { CsoTrial } from './answers';
import { asFields, asText, endpoint, type Fields } from './endpoint';
import { mayContact } from './may-contact';
import { withConnection } from './short-connection';
import { unsavedConnection } from './unsaved-connection';

/** Objects that are asked for. */
const few = 3;

/** Serves what the CSO node's dialog asks. */
export function serveCso(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/coupa/try-cso',
    mayContact(RED, 'coupa-cso-events.write'),
    endpoint<'try-cso'>((body, signal) => tryIt(RED, body, signal)),
  );
}

/** The first objects of the list that the dialog describes. Only ever reads, whatever the operation is. */
async function tryIt(RED: NodeAPI, body: Fields, signal: AbortSignal): Promise<CsoTrial> {
  const fields = asFields(body['node']);
  const settings = { ...readSettings({ object: fields['object'] }), operation: 'list' as const };
  const parents = { eventId: plainId(fields, 'eventId'), factSheetId: plainId(fields, 'factSheetId') };
  const { target, query } = readRequest(settings, parents, { query: { limit: few } });
  return withConnection(unsavedConnection(RED, asFields(body['connection'])), async (connection) => {
    connection.check('cso');
    const start = performance.now();
    const { objects } = await listAll({ requester: connection, signal }, target, query);
    const records = objects.slice(0, few).map((payload) => ({ payload, id: idOf(payload) }));
    return { records, milliseconds: Math.round(performance.now() - start) };
  });
}

/** An id that is typed in; one that a message or a context gives is not known here. */
function plainId(fields: Fields, name: 'eventId' | 'factSheetId'): string | undefined {
  const type = asText(fields[`${name}Type`]) || 'str';
  return type === 'str' ? asText(fields[name]) : undefined;
}
