import { hubPath, isLoopback, withScheme } from '../../../lib/connection/address/site-address';
import { fieldOf, onEdit, setField } from '../../editor/fields/field';
import { make, smallButton } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { showing } from '../../editor/page/showing';
import { unhurried } from '../../editor/page/unhurried';

/** An address that was probably meant, and why another one was written. */
export interface MeantAddress {
  address: string;
  why: 'site' | 'hub' | 'secure' | 'local';
}

/**
 * What somebody meant who pasted an address with more than belongs in the field, or one that secrets are not sent to.
 *
 * @param isHub whether it is that of an Open Connectors hub
 * @returns `undefined`: it is right, or nobody can tell
 */
export function addressMeant(text: string, isHub: boolean): MeantAddress | undefined {
  const typed = text.trim();
  const full = withScheme(typed);
  if (typed === '' || typed.includes('${') || !URL.canParse(full)) return undefined;
  const url = new URL(full);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (full !== typed && !typed.includes('//') && isLoopback(url.hostname))
    return { address: `http://${url.host}`, why: 'local' };
  const isSecure = url.protocol === 'https:' || isLoopback(url.hostname);
  const isBare = !(url.username || url.password || url.search || url.hash) && hasRightPath(url, isHub);
  if (isSecure && isBare) return undefined;
  const scheme = isSecure ? url.protocol : 'https:';
  const path = isHub && url.pathname !== '/' ? hubPath : '';
  return { address: `${scheme}//${url.host}${path}`, why: isBare ? 'secure' : isHub ? 'hub' : 'site' };
}

/** Says below a field which address was probably meant, with a button that takes it. */
export function proposeAddress(
  place: Element,
  input: HTMLInputElement,
  { say, isHub }: { say: Say; isHub: () => boolean },
): void {
  const show = showing<MeantAddress | null>(place, (meant) => (meant ? proposal(meant) : []));
  const update = () => show(addressMeant(input.value, isHub()) ?? null);
  const proposal = ({ address, why }: MeantAddress) => {
    const onclick = () => {
      setField(input, address);
      input.focus();
      update();
    };
    return [
      make('span', {}, say(`address.${why}`)),
      smallButton({ onclick }, say('address.use', { address })),
    ];
  };
  // Screen readers would read a proposal for every letter.
  onEdit(input, unhurried(update, 300));
  const authentication = fieldOf('authentication', 'node-config-input-');
  if (authentication) $(authentication).on('change', update);
  update();
}

function hasRightPath({ pathname }: URL, isHub: boolean): boolean {
  return /^\/*$/.test(pathname) || (isHub && pathname.includes(hubPath));
}
