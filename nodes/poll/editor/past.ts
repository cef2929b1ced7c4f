import type { Said } from '../../../lib/base/text/said';
import type { StatusReport } from '../../../lib/poll/model/report';
import { textIn } from '../../editor/fields/field';
import { localTime } from '../../editor/page/local-time';
import { place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import type { PollNode } from './defaults';
import { loadHistory, showHistory } from './history';

/** What the deployed node did, which also decides whether the start still counts. */
export class Past {
  readonly #node: PollNode;
  readonly #dialog: HTMLElement;
  readonly #say: Say;
  /** How the deployed node stands. */
  #state: Said<StatusReport> | undefined;

  constructor(node: PollNode, dialog: HTMLElement, say: Say) {
    this.#node = node;
    this.#dialog = dialog;
    this.#say = say;
  }

  /** Shows it, and anew whenever the part of the dialog is unfolded: what was true when that opened is not for ever. */
  open(): void {
    const section = place(this.#dialog, '[data-coupa-section="history"]');
    section.addEventListener('toggle', () => void this.#load(section));
    void this.#load(section);
  }

  async #load(section: HTMLElement): Promise<void> {
    const answer = await loadHistory(this.#node.id);
    showHistory(section, place(this.#dialog, '#coupa-poll-history'), { say: this.#say, answer });
    this.#state = answer?.state;
    // The dialog may be gone by now, or lie below another.
    if (this.#dialog.isConnected) this.showStart();
  }

  /** Says below the start that it does not count any more, and below the URL what another one will not bring. */
  showStart(): void {
    const { position, resource } = this.#state ?? {};
    // Another resource starts anew.
    const past = resource === textIn('resource') ? position : undefined;
    const isOther = textIn('url') !== (this.#node.url ?? '');
    this.#hint('start', past === undefined ? '' : this.#say('start.past', { time: localTime(past) }));
    this.#hint('url', past === undefined || !isOther ? '' : this.#say('url.past', { time: localTime(past) }));
  }

  #hint(name: string, text: string): void {
    place(this.#dialog, `#coupa-poll-${name}-hint`).replaceChildren(text);
  }
}
