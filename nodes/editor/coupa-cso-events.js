import { showAbsent } from './absent.js';
import { makeOperable } from './config-buttons.js';
import { connectionOfEditor } from './connection-fields.js';
import { connectionVariable } from './instance-connection.js';
import { useStyle } from './style.js';
import { addTooltips } from './tooltip.js';
import { tryIt } from './trial.js';

useStyle();

/** The browser's part of the dialog of `coupa-cso-events`. */
export const cso = {
  /** Called before anything of the dialog is shown. */
  showAbsent(node) {
    showAbsent(node, 'node-input-');
  },

  /** Called when the dialog opens. */
  prepare(node) {
    const say = (key, values) => node._(`coupa-cso-events.${key}`, values);
    const dialog = document.getElementById('coupa-cso-dialog');
    const place = dialog.querySelector('#coupa-cso-trial');
    const field = (name) => document.getElementById(`node-input-${name}`).value;
    const body = (other) => ({
      node: Object.fromEntries(
        ['object', 'eventId', 'eventIdType', 'factSheetId', 'factSheetIdType'].map((name) => [
          name,
          field(name),
        ]),
      ),
      connection: connectionOfEditor(other ?? field('connection')),
    });
    addTooltips(dialog, say);
    makeOperable(dialog, node);
    const forget = tryIt(dialog.querySelector('#coupa-cso-try'), place, {
      say,
      path: 'try-cso',
      body,
      connection: () => field('connection'),
      ready: () => {
        if (!body().connection && !connectionVariable(field('connection'))) return say('try.connectionFirst');
        return lacksId(field) ? say('try.idFirst') : undefined;
      },
    });
    // What was tried is no longer what the fields say.
    dialog.addEventListener('input', forget);
    $(dialog).on('change', forget);
  },
};

/** Whether what is listed belongs to something that the dialog does not name. */
function lacksId(field) {
  const parents = { 'fact-sheets': ['eventId'], events: [], markets: [], companies: [], users: [] };
  const needed = parents[field('object')] ?? ['eventId', 'factSheetId'];
  return needed.some((name) => field(`${name}Type`) !== 'str' || field(name).trim() === '');
}

globalThis.coupaEditor = { ...globalThis.coupaEditor, cso };
