import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';

/**
 * Makes sure that a list can be looked through for records that are no longer there, where it is to be.
 *
 * @throws {CoupaError} `COUPA_CONFIG`
 */
export function checkRemovals(
  { removals, idField, resource }: PollSettings,
  { usesMessage }: Pick<Source, 'usesMessage'>,
): void {
  if (removals === 0) return;
  if (idField === '')
    throw refusal(
      phrase`"removals" is set, but the records of ${resource} have no id field, so one that is gone cannot be told from one that changed. Name the id field, or set "removals" to 0.`,
    );
  if (usesMessage)
    throw refusal(
      phrase`"removals" is set, and the URL takes a value from a message, {{msg.…}}: each poll reads another list, so none can be looked through for what is missing. Take the value from {{env.…}}, {{flow.…}} or {{global.…}}, or set "removals" to 0.`,
    );
}

function refusal(message: Phrase): CoupaError {
  return new CoupaError('COUPA_CONFIG', message, { reason: { kind: 'setting', property: 'removals' } });
}
