import { variableOf } from '../../../lib/base/environment-variable';
import { connectionOfEditor } from '../../editor/connection/connection-fields';
import { showAbsent } from '../../editor/fields/absent';
import { makeOperable } from '../../editor/fields/config-buttons';
import { textIn } from '../../editor/fields/field';
import { keepChoices } from '../../editor/fields/keep-choices';
import { keepFlags } from '../../editor/fields/keep-flags';
import { addTooltips } from '../../editor/fields/tooltip';
import { part, place } from '../../editor/page/part';
import { sayFor } from '../../editor/page/say';
import { tryIt } from '../../editor/trial/trial';
import { followChoices } from './choices';
import type { CsoNode } from './defaults';
import { parentIdsIn } from './parent-ids';
import { typedId } from './typed-id';

/** Makes the dialog of a CSO node work; called when it opens. */
export function prepareDialog(node: CsoNode): void {
  const say = sayFor(node, 'coupa-cso-events');
  const dialog = place(document, '#coupa-cso-dialog');
  showAbsent(node, 'node-input-');
  keepChoices(node, 'node-input-');
  keepFlags(node, say);
  typedId('eventId');
  typedId('factSheetId');
  followChoices(dialog);
  addTooltips(dialog, say);
  makeOperable(dialog, node);
  const button = part(dialog, '#coupa-cso-try', HTMLButtonElement);
  const forget = tryIt(button, place(dialog, '#coupa-cso-trial'), {
    say,
    path: 'try-cso',
    body: bodyWith,
    connection: () => textIn('connection'),
    ready: () => {
      if (!bodyWith().connection && !variableOf(textIn('connection'))) return say('try.connectionFirst');
      return lacksId() ? say('try.idFirst') : undefined;
    },
  });
  // What was tried is no longer what the fields say.
  dialog.addEventListener('input', forget);
  $(dialog).on('change', forget);
}

/** What the runtime is asked with, of another connection where one is given. */
function bodyWith(connection = textIn('connection')) {
  const names = ['object', 'eventId', 'eventIdType', 'factSheetId', 'factSheetIdType'];
  return {
    node: Object.fromEntries(names.map((name) => [name, textIn(name)])),
    connection: connectionOfEditor(connection),
  };
}

/** Whether what is listed belongs to something that the dialog does not name. */
function lacksId(): boolean {
  return parentIdsIn(textIn('object')).some(
    (name) => textIn(`${name}Type`) !== 'str' || textIn(name).trim() === '',
  );
}
