import type { WireAnswer, WireRequest } from '../wire/exchange';
import { isRedirect, redirectTarget } from './redirect-target';

/** A request, and what it was answered. */
export interface Exchanged {
  outgoing: WireRequest;
  answer: WireAnswer;
}

/**
 * Goes to where a file is. What says who asks stays behind: token and keys, and on the way to another host the client certificate, too.
 *
 * @param first the tenant's own answer.
 * @param site the tenant's own address.
 * @throws {AttemptFailed} where no file of Coupa's can be.
 */
export async function followRedirects(
  first: Exchanged,
  site: URL,
  send: (outgoing: WireRequest) => Promise<WireAnswer>,
): Promise<Exchanged> {
  let { outgoing, answer } = first;
  for (let followed = 0; isRedirect(answer); followed++) {
    const url = redirectTarget(answer, outgoing.errand, outgoing.url, site, followed);
    // Errors tell neither path nor query of it: they are signed.
    const errand = { ...outgoing.errand, host: url.host, path: '/…' };
    outgoing = { ...outgoing, url, errand, headers: {}, stranger: url.origin !== site.origin };
    answer = await send(outgoing);
  }
  return { outgoing, answer };
}
