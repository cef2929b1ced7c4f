import { isVariable } from '../base/environment-variable';
import type { Finding } from '../base/finding';
import { Findings } from '../base/findings';
import { phrase } from '../base/text/phrase';
import { isOneSite } from './fields/read-site';
import type { Reading } from './model/reading';

/**
 * What is to be said of a configuration whose nodes use a connection that is there already: nothing of how to make one, but where that
 * one asks something else than the text means.
 *
 * @param siteAddress the address of that connection; `""`: it is not known
 */
export function findingsOnConnection({ description, findings }: Reading, siteAddress: string): Finding[] {
  const { siteAddress: meant, credentials } = description.connection;
  const more = new Findings();
  const isKnown = meant !== '' && siteAddress !== '' && !isVariable(meant) && !isVariable(siteAddress);
  if (isKnown && !isOneSite(meant, siteAddress)) {
    more.manual(
      'other-site',
      phrase`The text is about ${meant}, and the connection that is chosen asks ${siteAddress}. Choose another connection, or a new one, unless that is meant.`,
    );
  }
  if (credentials.elementToken !== undefined) {
    more.check(
      'other-token',
      phrase`The token of the text is not taken over: the connection that is chosen asks with its own, which may be that of another instance.`,
    );
  }
  return [...more.list, ...findings.filter((finding) => !isOfConnection(finding))];
}

/** What a connection that is there already has. The signature key is the poll nodes', callback URL and headers are the flow's. */
function isOfConnection({ code, path }: Finding): boolean {
  if (ofNewConnection.has(code)) return true;
  return ofSecrets.has(code) && !path.includes('/event.notification.');
}

const ofNewConnection = new Set([
  'site-address',
  'site-path',
  'site-of-url',
  'hub-address',
  'legacy-key',
  'scope',
]);
const ofSecrets = new Set(['secret', 'secret-in-flow', 'variable-within']);
