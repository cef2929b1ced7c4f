import { isVariable } from '../../../lib/base/environment-variable';
import type { Resource } from '../../../lib/catalogue/resources';
import { inputOf, onEdit, setField, textIn } from '../../editor/fields/field';
import { smallButton } from '../../editor/page/make';
import { place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import { isUnexported, unexportedOnly } from './query/unexported';

/** What marking goes by. */
export interface MarkExportedOptions {
  say: Say;
  resource: () => Resource | undefined;
  /** Whether the connection is an Open Connectors hub, which cannot mark. */
  isHub: () => boolean;
  /** The URL was changed. */
  changed: () => void;
}

/** Offers to mark records as exported where they have the flag, says what that means with the URL there is, and changes that on request. */
export class MarkExported {
  private readonly box = inputOf('markExported');
  private readonly url = inputOf('url');
  private readonly row: HTMLElement;
  private readonly hint: HTMLElement;
  private readonly kept: HTMLElement;

  constructor(
    dialog: HTMLElement,
    private readonly options: MarkExportedOptions,
  ) {
    this.row = place(dialog, '#coupa-poll-row-markExported');
    this.hint = place(dialog, '#coupa-poll-mark-hint');
    this.kept = place(dialog, '#coupa-poll-rows-kept');
    onEdit(dialog, () => this.show());
    this.show();
  }

  /** Shows what is so with the fields as they are. */
  show(): void {
    const { say, resource, isHub } = this.options;
    const isOn = this.box.checked;
    // What a variable decides may come out either way.
    const mayBeOn = isOn || this.box.indeterminate;
    const delivery = textIn('delivery');
    this.row.hidden = !mayBeOn && (isHub() || !resource()?.exported);
    this.kept.hidden = !mayBeOn && delivery !== 'acknowledge' && !isVariable(delivery);
    const asked = isUnexported(this.asked);
    const text = say(`mark.${isOn ? meanings[asked] : 'off'}`);
    const key = `${text}${isOn && asked !== 'whole'}`;
    // What is said again would be read out again.
    if (this.hint.dataset['said'] === key) return;
    this.hint.dataset['said'] = key;
    this.hint.replaceChildren(text, ...(isOn && asked !== 'whole' ? [' ', this.button()] : []));
  }

  /** The scope that marking takes beside that of the list; `undefined`: records are not marked, or it is not known. */
  scope(): string | undefined {
    return this.box.checked ? this.options.resource()?.scope.replace(/\.read$/, '.write') : undefined;
  }

  private get asked(): string {
    return this.url.value || this.options.resource()?.url || '';
  }

  private button(): HTMLButtonElement {
    const onclick = () => {
      const url = unexportedOnly(this.asked);
      if (url === undefined) return;
      this.url.value = url;
      this.url.dispatchEvent(new Event('input', { bubbles: true }));
      setField(this.url, url);
      this.options.changed();
      // The button is gone with what it did.
      this.box.focus();
    };
    return smallButton({ id: 'coupa-poll-ask-unexported', onclick }, this.options.say('mark.ask'));
  }
}

const meanings = { whole: 'byFlag', dated: 'both', no: 'byDate' } as const;
