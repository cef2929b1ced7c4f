import type { PreviewedBeginning } from '../../../lib/poll/inspect/previewed';
import { inputOf, onEdit, textIn } from '../../editor/fields/field';
import { localTime } from '../../editor/page/local-time';
import { place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import type { PollNode } from './defaults';

/**
 * Says below the start that it does not count any more, and below the URL what another one will not bring. Where a poll
 * begins is for the runtime to tell: the dialog only has the words.
 */
export class StartHints {
  private readonly node: PollNode;
  private readonly dialog: HTMLElement;
  private readonly say: Say;
  private begins: PreviewedBeginning = { decidedBy: 'start' };

  constructor(node: PollNode, dialog: HTMLElement, say: Say) {
    this.node = node;
    this.dialog = dialog;
    this.say = say;
    onEdit(inputOf('url'), () => this.showUrl());
  }

  /** Shows what is so for a node that begins there. */
  show(begins: PreviewedBeginning): void {
    this.begins = begins;
    this.hint('start', this.startHint());
    this.showUrl();
  }

  private startHint(): string {
    const { decidedBy, from } = this.begins;
    if (decidedBy === 'start') return '';
    if (decidedBy === 'flag') return this.say('start.flag');
    if (from === undefined) return this.say('start.resetBeginning');
    const time = localTime(from);
    return decidedBy === 'reset' ? this.say('start.reset', { time }) : this.say('start.past', { time });
  }

  private showUrl(): void {
    const { decidedBy, from } = this.begins;
    const isOther = textIn('url') !== (this.node.url ?? '');
    const counts = isOther && decidedBy === 'position' && from !== undefined;
    this.hint('url', counts ? this.say('url.past', { time: localTime(from) }) : '');
  }

  private hint(name: string, text: string): void {
    place(this.dialog, `#coupa-poll-${name}-hint`).replaceChildren(text);
  }
}
