import { variableOf } from '../../../lib/base/environment-variable';
import { connectionOfEditor } from '../../editor/connection/connection-fields';
import { scopeNote } from '../../editor/connection/scope-note';
import { defaultsOf, showAbsent } from '../../editor/fields/absent';
import { isChoosing } from '../../editor/fields/combobox';
import { makeOperable } from '../../editor/fields/config-buttons';
import { datePicker } from '../../editor/fields/date-picker';
import { fieldOf, inputOf, onEdit, textIn, valueIn } from '../../editor/fields/field';
import { keepChoices } from '../../editor/fields/keep-choices';
import { keepFlags } from '../../editor/fields/keep-flags';
import { rememberFields } from '../../editor/fields/remembered';
import { foldSections } from '../../editor/fields/section';
import { addTooltips } from '../../editor/fields/tooltip';
import { part, place } from '../../editor/page/part';
import { type Say, sayFor } from '../../editor/page/say';
import { tryIt } from '../../editor/trial/trial';
import type { PollNode } from './defaults';
import { followHistory } from './history';
import { MarkExported } from './mark-exported';
import { integrationScopes, offerIntegrations } from './offer-integrations';
import { livePreview } from './preview';
import { QueryBuilder } from './query/query-builder';
import { querySummary } from './query/query-summary';
import { ResourceChoice } from './resource-choice';
import { showWhen } from './show-when';
import { StartHints } from './start-hints';
import { usedFields } from './uses';

/** Makes the dialog of a poll work; called when it opens. */
export function prepareDialog(node: PollNode): void {
  const say = sayFor(node, 'coupa-poll');
  const dialog = place(document, '#coupa-poll-dialog');
  showAbsent(node, 'node-input-');
  keepChoices(node, 'node-input-');
  keepFlags(node, say);
  rememberFields(node, usedFields);
  showWhen('start', 'date', place(dialog, '#coupa-poll-row-startDate'));
  for (const part of ['#coupa-poll-acknowledge-hint', '#coupa-poll-row-acknowledgeTimeout'])
    showWhen('delivery', 'acknowledge', place(dialog, part));
  showWhen('output', 'notification', place(dialog, '#coupa-poll-row-signatureKey'));
  addTooltips(dialog, say);
  makeOperable(dialog, node);
  inputOf('startDate').after(datePicker(inputOf('startDate'), say('start.pick')));
  new PollDialog(node, dialog, say).open();
}

class PollDialog {
  private readonly node: PollNode;
  private readonly dialog: HTMLElement;
  private readonly say: Say;
  private readonly resource: ResourceChoice;

  constructor(node: PollNode, dialog: HTMLElement, say: Say) {
    this.node = node;
    this.dialog = dialog;
    this.say = say;
    this.resource = new ResourceChoice(node, place(dialog, '#coupa-poll-resource-facts'), say);
  }

  open(): void {
    const updateSections = foldSections(this.dialog, {
      say: this.say,
      defaults: () => ({ ...defaultsOf(this.node), ...this.resource.ownFields() }),
      summaries: { url: (text) => querySummary(text, this.say) },
    });
    this.showWhatIsAsked();
    this.chooseResource(updateSections);
    followHistory(this.node, this.dialog, this.say);
  }

  /** The preview, and the button that tries it. */
  private showWhatIsAsked(): void {
    const say = this.say;
    const dialog = this.dialog;
    const shown = place(dialog, '#coupa-poll-preview');
    const hints = new StartHints(this.node, dialog, say);
    const preview = livePreview(shown, {
      say,
      body: () => this.body(),
      url: () => textIn('url'),
      begins: (beginning) => hints.show(beginning),
    });
    const ready = () => {
      if (shown.querySelector('.coupa-error')) return say('try.mistakeFirst');
      const isChosen = this.body().connection || variableOf(textIn('connection'));
      return isChosen ? undefined : say('try.connectionFirst');
    };
    const button = part(dialog, '#coupa-poll-try', HTMLButtonElement);
    const forget = tryIt(button, place(dialog, '#coupa-poll-trial'), {
      say,
      path: 'try',
      body: (other) => this.body(other),
      connection: () => textIn('connection'),
      ready,
    });
    const changed = () => {
      // Half a name is no mistake yet.
      if (isChoosing(fieldOf('resource'))) return;
      preview();
      // What was tried is no longer what the fields say.
      forget();
    };
    dialog.addEventListener('input', changed);
    $(dialog).on('change', changed);
    preview();
  }

  private chooseResource(updateSections: () => void): void {
    const resource = this.resource;
    const marking = new MarkExported(this.dialog, {
      say: this.say,
      resource: () => resource.chosen,
      isHub: () => connectionOfEditor(textIn('connection'))?.authentication === 'openConnectors',
      changed: () => void builder.show(),
    });
    const note = scopeNote(place(this.dialog, '#coupa-poll-scope-note'), this.say);
    const showScope = () => {
      const wanted = [resource.chosen?.scope, marking.scope(), integrationScopes()];
      note(textIn('connection'), wanted.filter((scope) => scope !== undefined).join(' '));
    };
    offerIntegrations();
    inputOf('integration').addEventListener('change', showScope);
    onEdit(inputOf('markExported'), showScope);
    const builder = new QueryBuilder(place(this.dialog, '#coupa-poll-builder'), {
      say: this.say,
      url: inputOf('url'),
      resource: () => resource.chosen,
      connection: () => connectionOfEditor(textIn('connection')),
    });
    const showAll = () => {
      showScope();
      marking.show();
      void builder.show();
    };
    // A hub filters in another way.
    const connection = fieldOf('connection');
    if (connection) $(connection).on('change', showAll);
    void resource.start({
      taken: showAll,
      loaded: () => {
        updateSections();
        showAll();
      },
    });
  }

  /** What the runtime is asked with: the dialog's fields, and those of the connection that is chosen in it, or of another. */
  private body(other?: string) {
    const fields = Object.keys(this.node._def.defaults).flatMap((name) => {
      const field = fieldOf(name);
      return field === undefined ? [] : [[name, valueIn(field)] as const];
    });
    return {
      id: this.node.id,
      node: Object.fromEntries(fields),
      connection: connectionOfEditor(other ?? textIn('connection')),
    };
  }
}
