import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { documentTypeOf } from '../integration/document-type';
import type { PollSettings } from '../model/settings';

/**
 * Makes sure that what a node polls can be reported to an integration in Coupa, where it is to be.
 *
 * @param path of the list that is polled.
 * @param hub whether the connection is an Open Connectors hub.
 * @throws {CoupaError} `COUPA_CONFIG`
 */
export function checkIntegration({ integration, idField }: PollSettings, path: string, hub: boolean): void {
  if (integration === '') return;
  if (hub)
    throw refusal(
      phrase`Integration runs are kept by Coupa itself, and the connection is an Open Connectors hub, which has none. Use a connection to Coupa, or leave "integration" empty.`,
    );
  if (documentTypeOf(path) === undefined)
    throw refusal(
      phrase`Coupa's integration history knows no documents of the list ${path}, so nothing of them can be reported to the integration "${integration}". Leave "integration" empty.`,
    );
  if (idField === '')
    throw refusal(
      phrase`A report to the integration "${integration}" names its document by the id, and "idField" is empty. Write the id's field there, or leave "integration" empty.`,
    );
}

function refusal(what: Phrase): CoupaError {
  return new CoupaError('COUPA_CONFIG', what, { reason: { kind: 'setting', property: 'integration' } });
}
