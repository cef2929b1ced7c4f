import { isVariable } from '../../../lib/base/environment-variable';
import { hubPath } from '../../../lib/connection/address/site-address';
import { connectionOptions } from '../../../lib/connection/settings/options';
import { inputOf } from '../../editor/fields/field';
import { part } from '../../editor/page/part';

/** What an address looks like, on a hub and elsewhere. */
const examples = {
  hub: `https://api.openconnectors.eu10.hana.ondemand.com${hubPath}`,
  site: 'https://acme.coupahost.com',
};

/** Each kind of authentication has its own fields (`data-coupa-authentication`): the others are hidden, unless a variable decides. */
export function showFieldsOfAuthentication(dialog: HTMLElement): void {
  const choice = part(dialog, '#node-config-input-authentication', HTMLSelectElement);
  const show = () => {
    const isHub = choice.value === 'openConnectors';
    inputOf('siteAddress', 'node-config-input-').placeholder = isHub ? examples.hub : examples.site;
    for (const one of dialog.querySelectorAll<HTMLElement>('[data-coupa-authentication]'))
      one.hidden =
        !isVariable(choice.value) &&
        !(one.dataset['coupaAuthentication'] ?? '').split(' ').includes(choice.value);
  };
  if (!choice.value) choice.value = connectionOptions.authentication.default;
  $(choice).on('change', show);
  show();
}
