import { defaultsOf, showAbsent } from '../../editor/fields/absent';
import { makeOperable } from '../../editor/fields/config-buttons';
import { keepChoices } from '../../editor/fields/keep-choices';
import { foldSections } from '../../editor/fields/section';
import { addTooltips } from '../../editor/fields/tooltip';
import { place } from '../../editor/page/part';
import { sayFor } from '../../editor/page/say';
import type { EditorNode } from '../../editor/red';
import { testFleet } from './test-fleet';

/** Makes the dialog of a fleet work; called when it opens. */
export function prepareDialog(node: EditorNode): void {
  const say = sayFor(node, 'coupa-fleet');
  const dialog = place(document, '#coupa-fleet-dialog');
  showAbsent(node, 'node-config-input-');
  keepChoices(node, 'node-config-input-');
  foldSections(dialog, { say, defaults: () => defaultsOf(node) });
  addTooltips(dialog, say);
  makeOperable(dialog, node);
  testFleet(dialog, node.id, say);
}
