import { variableOf } from '../../../lib/base/environment-variable';
import { connectionOfEditor } from '../../editor/connection/connection-fields';
import { scopeNote } from '../../editor/connection/scope-note';
import { defaultsOf, showAbsent } from '../../editor/fields/absent';
import { makeOperable } from '../../editor/fields/config-buttons';
import { fieldOf, inputOf, textIn } from '../../editor/fields/field';
import { keepChoices } from '../../editor/fields/keep-choices';
import { keepFlags } from '../../editor/fields/keep-flags';
import { rememberFields } from '../../editor/fields/remembered';
import { foldSections } from '../../editor/fields/section';
import { addTooltips } from '../../editor/fields/tooltip';
import { part, place } from '../../editor/page/part';
import { type Say, sayFor } from '../../editor/page/say';
import { tryIt } from '../../editor/trial/trial';
import { followOperation } from './choices';
import type { RecordNode } from './defaults';
import { scopesOf } from './facts';
import { Members } from './members';
import { factsOfAction, factsOfFiles, offerFromCatalogue } from './offers';
import { rehearseIt } from './rehearsal';
import { ResourceChoice } from './resource-choice';
import { tipsFor } from './tips';
import { usedFields } from './uses';

/** Makes the dialog of a record node work; called when it opens. */
export function prepareDialog(node: RecordNode): void {
  const say = sayFor(node, 'coupa-record');
  const dialog = place(document, '#coupa-record-dialog');
  showAbsent(node, 'node-input-');
  keepChoices(node, 'node-input-');
  keepFlags(node, say);
  rememberFields(node, usedFields);
  followOperation(dialog);
  followFacts(dialog, say);
  addTooltips(dialog, say);
  makeOperable(dialog, node);
  foldSections(dialog, { say, defaults: () => defaultsOf(node) });
  const forget = [tryReading(dialog, say), tryWriting(dialog, say)];
  const changed = () => {
    // What was tried is no longer what the fields say.
    for (const one of forget) one();
  };
  dialog.addEventListener('input', changed);
  $(dialog).on('change', changed);
}

/** Shows what is known of what was chosen, and offers it. */
function followFacts(dialog: HTMLElement, say: Say): void {
  const note = scopeNote(place(dialog, '#coupa-record-scope-note'), say);
  const members = new Members(dialog, say);
  const tips = place(dialog, '#coupa-record-tips');
  const actionFacts = place(dialog, '#coupa-record-action-facts');
  const choice = () => ({
    operation: textIn('operation'),
    action: textIn('action'),
    key: textIn('key'),
    onMissing: textIn('onMissing'),
    onExisting: textIn('onExisting'),
  });
  const show = () => {
    const { facts } = resource;
    const chosen = choice();
    note(textIn('connection'), scopesOf(facts, chosen));
    tips.replaceChildren(...tipsFor(facts, chosen, say));
    const action = facts?.actions.find((one) => one.action === chosen.action.trim());
    actionFacts.textContent = action === undefined ? '' : factsOfAction(action, say).join(' · ');
    place(dialog, '#coupa-record-file-facts').textContent = factsOfFiles(facts, chosen.operation, say);
    inputOf('key').placeholder = facts?.key || say('placeholder.key');
  };
  const resource: ResourceChoice = new ResourceChoice(
    place(dialog, '#coupa-record-resource-facts'),
    say,
    () => {
      members.show(resource.facts);
      show();
    },
    () => scopesOf(resource.facts, choice()),
  );
  offerFromCatalogue(() => resource.facts, say);
  const follow = () => {
    show();
    resource.show();
  };
  for (const name of ['connection', 'operation', 'action', 'key', 'onMissing', 'onExisting']) {
    const field = fieldOf(name);
    if (field) $(field).on('change', follow);
  }
  members.show(undefined);
  void resource.start();
}

function tryReading(dialog: HTMLElement, say: Say): () => void {
  const button = part(dialog, '#coupa-record-try', HTMLButtonElement);
  return tryIt(button, place(dialog, '#coupa-record-trial'), {
    say,
    path: 'try-record',
    body: bodyWith,
    connection: () => textIn('connection'),
    ready: () => first(say),
  });
}

function tryWriting(dialog: HTMLElement, say: Say): () => void {
  const button = part(dialog, '#coupa-record-rehearse', HTMLButtonElement);
  const payload = part(dialog, '#coupa-record-payload', HTMLTextAreaElement);
  const lacksAction = () => textIn('operation') === 'action' && textIn('action').trim() === '';
  return rehearseIt(button, place(dialog, '#coupa-record-rehearsal'), {
    say,
    body: (connection) => ({ ...bodyWith(connection), payload: payload.value }),
    connection: () => textIn('connection'),
    ready: () => {
      const lacking = first(say);
      if (lacking !== undefined) return lacking;
      if (lacksAction()) return say('try.actionFirst');
      return payload.value.trim() === '' ? say('dryRun.payloadFirst') : undefined;
    },
  });
}

/** What has to be chosen before something can be tried. */
function first(say: Say): string | undefined {
  if (!bodyWith().connection && !variableOf(textIn('connection'))) return say('try.connectionFirst');
  return textIn('resource').trim() === '' ? say('try.resourceFirst') : undefined;
}

/** What the runtime is asked with, of another connection where one is given. */
function bodyWith(connection = textIn('connection')) {
  const names = [
    'resource',
    'operation',
    'action',
    'key',
    'onExisting',
    'onMissing',
    'onUnchanged',
    'fields',
    'validate',
    'maxFileSize',
  ];
  return {
    node: Object.fromEntries(names.map((name) => [name, textIn(name)])),
    connection: connectionOfEditor(connection),
  };
}
