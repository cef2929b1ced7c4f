import { randomUUID } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import type { ConnectionSettings } from '../../lib/connection/settings/settings';
import { asFields, asText, endpoint } from './endpoint';
import type { ExaminationUnderWay } from './examination-under-way';
import { mayContact } from './may-contact';
import { unsavedConnection } from './unsaved-connection';

/** Examinations of one user under way at most. */
const most = 4;

/**
 * Serves the examination of a tenant. It takes longer than an answer may, so it is begun by one question and followed by others.
 */
export function serveExamination(RED: NodeAPI): void {
  const underWay = new Map<string, { user: string; examination: ExaminationUnderWay }>();
  const rights = mayContact(RED, 'coupa-config.write');
  RED.httpAdmin.post(
    '/coupa/examine',
    rights,
    endpoint<'examine'>(async (body, _signal, _say, user) => {
      const settings = unsavedConnection(RED, asFields(body['connection']));
      // Each user has places of their own, as everywhere.
      check(settings, [...underWay.values()].filter((one) => one.user === user).length);
      const id = randomUUID();
      underWay.set(id, { user, examination: begin(settings, () => underWay.delete(id)) });
      return { examination: id };
    }),
  );
  RED.httpAdmin.post(
    '/coupa/examination',
    rights,
    endpoint<'examination'>(async (body, signal) => {
      const found = underWay.get(asText(body['examination']));
      if (found !== undefined) return found.examination.news(Number(body['asked']), signal);
      throw new CoupaError('COUPA_CONFIG', phrase`This examination is over. Begin another one.`);
    }),
  );
}

/** Loaded when somebody examines. */
function begin(settings: ConnectionSettings, forget: () => void): ExaminationUnderWay {
  const part = require('./examination-under-way') as typeof import('./examination-under-way');
  return new part.ExaminationUnderWay(settings, forget);
}

function check({ authentication }: ConnectionSettings, count: number): void {
  if (authentication === 'openConnectors')
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`A hub of Open Connectors cannot be examined, only Coupa itself.`,
    );
  if (count >= most) throw new CoupaError('COUPA_CONFIG', phrase`Too much is being tried at once.`);
}
