import { connectionInDialog } from '../../editor/connection/connection-fields';
import { defaultsOf, showAbsent } from '../../editor/fields/absent';
import { makeOperable } from '../../editor/fields/config-buttons';
import { inputOf, textIn } from '../../editor/fields/field';
import { keepChoices } from '../../editor/fields/keep-choices';
import { foldSections } from '../../editor/fields/section';
import { addTooltips } from '../../editor/fields/tooltip';
import { openImport } from '../../editor/import/import-dialog';
import { place } from '../../editor/page/part';
import { type Say, sayFor } from '../../editor/page/say';
import type { EditorNode } from '../../editor/red';
import { showFieldsOfAuthentication } from './authentication-fields';
import { examineTenant } from './examine-tenant';
import { ScopeProposal } from './scope-proposal';
import { proposeAddress } from './site-address';
import { testConnection } from './test-connection';
import { usesOfFlow } from './uses-of-flow';

/** Makes the dialog of a connection work; called when it opens. */
export function prepareDialog(node: EditorNode): void {
  const say = sayFor(node, 'coupa-config');
  const dialog = place(document, '#coupa-config-dialog');
  showAbsent(node, 'node-config-input-');
  keepChoices(node, 'node-config-input-');
  showFieldsOfAuthentication(dialog);
  foldSections(dialog, { say, defaults: () => defaultsOf(node) });
  addTooltips(dialog, say);
  makeOperable(dialog, node);
  proposeAddresses(dialog, say);
  const scopes = new ScopeProposal(place(dialog, '#coupa-config-scopes'), say, node.id);
  scopes.start();
  offerImport(dialog, node, say);
  testConnection(dialog, {
    say,
    fields: () => connectionInDialog(node.id),
    uses: () => usesOfFlow(node.id),
    tested: (report) => scopes.tested(report),
  });
  examineTenant(dialog, { say, fields: () => connectionInDialog(node.id) });
}

/** A connection that is new is none to import for yet. */
function offerImport(dialog: HTMLElement, node: EditorNode, say: Say): void {
  const isKnown = RED.nodes.node(node.id) !== null;
  place(dialog, '#coupa-config-import').addEventListener('click', () =>
    openImport({ say, connection: isKnown ? node.id : '' }),
  );
}

function proposeAddresses(dialog: HTMLElement, say: Say): void {
  const isHub = () => textIn('authentication', 'node-config-input-') === 'openConnectors';
  const fields = [
    ['siteAddress', isHub],
    ['csoAddress', () => false],
  ] as const;
  for (const [name, isOfHub] of fields) {
    const input = inputOf(name, 'node-config-input-');
    proposeAddress(place(dialog, `#coupa-config-${name}-hint`), input, { say, isHub: isOfHub });
  }
}
