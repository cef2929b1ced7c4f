import { connectionOfEditor } from '../../editor/connection/connection-fields';
import { inputOf, textIn } from '../../editor/fields/field';
import { make } from '../../editor/page/make';
import { TenantValues } from './query/tenant-values';

/** The scopes that reporting to an integration takes. */
const scopes = 'core.integration.read core.integration.write';

/** Offers the codes of the tenant's integrations in their field, once somebody is about to write there. */
export function offerIntegrations(): void {
  const input = inputOf('integration');
  const list = make('datalist', { id: 'coupa-poll-integrations' });
  input.setAttribute('list', list.id);
  input.after(list);
  const values = new TenantValues();
  input.addEventListener('focus', () => {
    const connection = connectionOfEditor(textIn('connection'));
    if (connection === undefined) return;
    void values.of({ resource: 'integrations', attribute: 'code', connection }).then((codes) => {
      list.replaceChildren(...codes.map((value) => make('option', { value })));
    });
  });
}

/** The scopes that the field asks for beside those of the resource. */
export function integrationScopes(): string | undefined {
  return textIn('integration').trim() === '' ? undefined : scopes;
}
