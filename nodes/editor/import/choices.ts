import type { Answer } from '../ask/ask';
import { isField } from '../fields/field';
import { make, smallButton } from '../page/make';
import type { Say } from '../page/say';
import { connectionsOfEditor, type KnownConnection } from './import-target';
import { missingScopesNote } from './missing-scopes';

type Read = Answer<'import'>;

/** What can be chosen of an import; absent: it is not offered, or nothing was chosen yet. */
export interface Choice {
  /** Id of a connection that is there already; `""`: a new one. */
  connection?: string;
  target?: string;
  /** Where notifications go; `""`: nowhere. */
  callbackUrl?: string;
}

/** What is done when something is chosen. */
export interface ChoiceEvents {
  /** The text has to be read anew. */
  read: () => void;
  /** A resource was ticked, or not any more. */
  ticked: () => void;
}

/** What of a pasted configuration is imported, and into what: the fields below the text. */
export class Choices {
  private readonly place: HTMLElement;
  private readonly say: Say;
  private readonly events: ChoiceEvents;
  private readonly unticked = new Set<string>();

  /** @param place where the fields are shown */
  constructor(place: HTMLElement, say: Say, events: ChoiceEvents) {
    this.place = place;
    this.say = say;
    this.events = events;
  }

  /** What the fields say now. */
  made(): Choice {
    const target = this.place.querySelector<HTMLInputElement>('input[name="coupa-import-target"]:checked');
    return {
      connection: this.valueOf('connection'),
      target: target?.value,
      callbackUrl: this.valueOf('callback'),
    };
  }

  /** Another text has other resources. */
  tickAll(): void {
    this.unticked.clear();
  }

  /** The names of those resources that are ticked. */
  tickedOf(resources: Read['resources']): string[] {
    return resources.map(({ resource }) => resource).filter((name) => !this.unticked.has(name));
  }

  /** The fields for what was read; what was chosen before stays, where it still can. */
  rows(read: Read, before: Choice): HTMLElement[] {
    const connections = connectionsOfEditor(read.canBeDirect);
    const known = connections.some(({ id }) => id === before.connection) ? before.connection : '';
    const connection = known ?? '';
    return [
      ...(connections.length > 0 ? [this.connectionRow(connections, connection)] : []),
      ...(connection === '' ? [this.targetRow(read)] : missingScopesNote(connection, read.scope, this.say)),
      ...(read.callbackUrl !== '' || before.callbackUrl !== undefined ? [this.callbackRow(read)] : []),
      this.resourceRow(read),
    ];
  }

  private valueOf(name: string): string | undefined {
    const field = this.place.querySelector(`#coupa-import-${name}`);
    return isField(field) ? field.value : undefined;
  }

  private connectionRow(connections: readonly KnownConnection[], chosen: string): HTMLElement {
    const select = make(
      'select',
      { id: 'coupa-import-connection', onchange: this.events.read },
      make('option', { value: '' }, this.say('import.newConnection')),
      ...connections.map(({ id, label }) => make('option', { value: id }, label)),
    );
    select.value = chosen;
    return row(make('label', { for: select.id }, this.say('import.connection')), select);
  }

  private targetRow({ target, canBeDirect }: Read): HTMLElement {
    const choice = (value: Read['target']) =>
      make(
        'label',
        { class: 'coupa-radio' },
        make('input', {
          type: 'radio',
          name: 'coupa-import-target',
          id: `coupa-import-${value}`,
          value,
          checked: value === target,
          disabled: value === 'direct' && !canBeDirect,
          onchange: this.events.read,
        }),
        make('span', {}, this.say(`import.target.${value}`)),
      );
    const note = make('p', { class: 'coupa-import-note' }, this.say('import.target.onlyHub'));
    return make(
      'fieldset',
      {},
      make('legend', {}, this.say('import.target.label')),
      choice('direct'),
      ...(canBeDirect ? [] : [note]),
      choice('hub'),
    );
  }

  private callbackRow({ callbackUrl }: Read): HTMLElement {
    const known = this.place.querySelector<HTMLInputElement>('#coupa-import-callback');
    const input = known ?? make('input', { type: 'text', id: 'coupa-import-callback', spellcheck: 'false' });
    if (!known) input.value = callbackUrl;
    return row(
      make('label', { for: input.id }, this.say('import.callback')),
      input,
      make('p', { class: 'coupa-import-note' }, this.say('import.callbackHint')),
    );
  }

  private resourceRow({ resources }: Read): HTMLElement {
    const boxes = resources.map(({ resource }) => this.box(resource));
    const labels = resources.map(({ resource, url }, index) =>
      make('label', { title: url }, boxes[index], make('span', {}, resource)),
    );
    const tickAll = (isTicked: boolean) => () => {
      for (const box of boxes) {
        box.checked = isTicked;
        this.tick(box);
      }
    };
    const all = smallButton({ onclick: tickAll(true) }, this.say('import.all'));
    const none = smallButton({ onclick: tickAll(false) }, this.say('import.none'));
    return make(
      'fieldset',
      { id: 'coupa-import-resources' },
      make('legend', {}, this.say('import.choose')),
      resources.length > 1 ? make('div', {}, all, ' ', none) : undefined,
      make('div', { class: 'coupa-choices' }, ...labels),
    );
  }

  private box(resource: string): HTMLInputElement {
    const box = make('input', {
      type: 'checkbox',
      value: resource,
      checked: !this.unticked.has(resource),
      onchange: () => this.tick(box),
    });
    return box;
  }

  private tick(box: HTMLInputElement): void {
    if (box.checked) this.unticked.delete(box.value);
    else this.unticked.add(box.value);
    this.events.ticked();
  }
}

function row(...children: Node[]): HTMLElement {
  return make('div', { class: 'form-row' }, ...children);
}
