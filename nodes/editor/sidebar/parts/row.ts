import { icon, make } from '../../page/make';
import { write } from './view';

/** How a row looks in its line. */
export interface Line {
  /** An icon of Font Awesome. */
  icon: string;
  look: 'error' | 'warning' | 'ok' | 'idle';
  name: string;
  text: string;
  /** In lines of its own: two at most while the row is folded, whole when it is not. */
  reason?: string;
}

/** A row that unfolds: a sign, a name and a line that says the most important thing; below them, the rest. */
export class Row {
  readonly element = make('li', { class: 'coupa-row' });
  private readonly sign = make('span', { class: 'coupa-row-sign', 'aria-hidden': 'true' });
  private readonly name = make('span', { class: 'coupa-section-title' });
  private readonly text = make('span', { class: 'coupa-row-line' });
  private readonly reason = make('span', { class: 'coupa-row-line coupa-row-reason', hidden: true });
  private readonly details: HTMLDetailsElement;
  private shownIcon = '';

  constructor(...body: HTMLElement[]) {
    const words = make('span', { class: 'coupa-row-words' }, this.name, ' ', this.text, ' ', this.reason);
    this.details = make(
      'details',
      { class: 'coupa-section' },
      make('summary', {}, this.sign, words),
      make('div', { class: 'coupa-row-body' }, ...body),
    );
    this.element.append(this.details);
  }

  /** Whether what is below the line can be seen. */
  get isOpen(): boolean {
    return this.details.open;
  }

  show({ icon: wanted, look, name, text, reason = '' }: Line): void {
    if (this.shownIcon !== wanted) this.sign.replaceChildren(icon(wanted));
    this.shownIcon = wanted;
    this.element.dataset['coupaLook'] = look;
    write(this.name, name);
    write(this.text, text);
    write(this.reason, reason);
    this.reason.hidden = reason === '';
  }

  /** Calls back when the row is unfolded. */
  onOpen(act: () => void): void {
    this.details.addEventListener('toggle', () => {
      if (this.isOpen) act();
    });
  }
}
