import type { Findings } from '../base/findings';
import { phrase } from '../base/text/phrase';
import { isOneSite } from './fields/read-site';
import type { ConnectionDescription } from './model/description';

/** Whether what one connection asks can be asked over the other: of one site, by one client. What one of them leaves open is the other's. */
export function isOfOneConnection(a: ConnectionDescription, b: ConnectionDescription): boolean {
  return (
    agree(a.siteAddress, b.siteAddress, isOneSite) && agree(a.credentials.clientId, b.credentials.clientId)
  );
}

/**
 * Says of a configuration that it is not part of the flow since it is about another site, or signs in as another client.
 *
 * @param name what it is called; `""`: nothing
 */
export function reportOther(
  name: string,
  { siteAddress }: ConnectionDescription,
  first: ConnectionDescription,
  findings: Findings,
): void {
  const what = name || siteAddress;
  if (agree(siteAddress, first.siteAddress, isOneSite)) {
    findings.error(
      'other-connection',
      phrase`${what} signs in as another client: paste it alone to have it too.`,
    );
  } else if (name === '') {
    findings.error(
      'other-connection',
      phrase`A part of the text is about another site, ${siteAddress}: paste it alone to have it too.`,
    );
  } else {
    findings.error(
      'other-connection',
      phrase`${what} is about another site, ${siteAddress}: paste it alone to have it too.`,
    );
  }
}

function agree(one = '', two = '', isSame = (a: string, b: string) => a === b): boolean {
  return one === '' || two === '' || isSame(one, two);
}
