import { make, showing, unhurried } from './dom.js';

/** The path that every Open Connectors hub has its API under. */
const hubPath = '/elements/api-v2';

/**
 * What somebody meant who pasted an address with more than belongs in the field, or one that secrets are not sent to.
 *
 * @param {string} text
 * @param {boolean} isHub whether it is that of an Open Connectors hub
 * @returns {{ address: string, why: 'site' | 'hub' | 'secure' | 'local' } | undefined} `undefined`: it is right, or nobody can tell
 */
export function addressMeant(text, isHub) {
  const typed = text.trim();
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (typed === '' || typed.includes('${') || !URL.canParse(full)) return undefined;
  const url = new URL(full);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (full !== typed && isLoopback(url.hostname)) return { address: `http://${url.host}`, why: 'local' };
  const isSecure = url.protocol === 'https:' || isLoopback(url.hostname);
  const isBare = !(url.username || url.password || url.search || url.hash) && hasRightPath(url, isHub);
  if (isSecure && isBare) return undefined;
  const scheme = isSecure ? url.protocol : 'https:';
  const path = isHub && url.pathname !== '/' ? hubPath : '';
  return { address: `${scheme}//${url.host}${path}`, why: isBare ? 'secure' : isHub ? 'hub' : 'site' };
}

/** Says below a field which address was probably meant, with a button that takes it. */
export function proposeAddress(place, input, { say, isHub }) {
  const show = showing(place, (meant) => (meant ? proposal(meant) : []));
  const update = () => show(addressMeant(input.value, isHub()) ?? null);
  const proposal = ({ address, why }) => [
    make('span', {}, say(`address.${why}`)),
    make(
      'button',
      {
        type: 'button',
        class: 'red-ui-button red-ui-button-small',
        onclick: () => {
          input.value = address;
          $(input).trigger('change');
          input.focus();
          update();
        },
      },
      say('address.use', { address }),
    ),
  ];
  // Screen readers would read a proposal for every letter.
  $(input).on('input change', unhurried(update, 300));
  $('#node-config-input-authentication').on('change', update);
  update();
}

function hasRightPath({ pathname }, isHub) {
  return /^\/*$/.test(pathname) || (isHub && pathname.includes(hubPath));
}

function isLoopback(hostname) {
  const host = hostname.replace(/\.$/, '');
  return /^(.+\.)?localhost$/.test(host) || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '[::1]';
}
