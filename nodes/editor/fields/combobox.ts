import { make } from '../page/make';
import { type Entry, matching } from './matching';

let lists = 0;

/** What a searchable list offers. */
export interface ListOptions {
  entries: () => Entry[];
  /** What the list is called. */
  label: string;
  /** Shown when nothing fits. */
  none: string;
}

/**
 * Makes a text field a searchable list: what is typed narrows it, arrows move in it, Enter (the first, if none was moved to)
 * or a click takes an entry, Escape closes it; any other text stays as it is typed.
 */
export function searchableList(input: HTMLInputElement, options: ListOptions): void {
  new SearchableList(input, options).start();
}

/** Whether the list of a field is open: what the field says is only half typed. */
export function isChoosing(input: Element | null | undefined): boolean {
  return input?.getAttribute('aria-expanded') === 'true';
}

class SearchableList {
  private readonly input: HTMLInputElement;
  private readonly options: ListOptions;
  private readonly list: HTMLUListElement;
  private readonly status = make('span', { class: 'coupa-unseen', role: 'status' });
  /** Index of the entry that the arrows moved to; -1: none. */
  private active = -1;
  /** What the last change that was told said. */
  private told: string;

  constructor(input: HTMLInputElement, options: ListOptions) {
    this.input = input;
    this.options = options;
    this.told = input.value;
    lists += 1;
    const id = `coupa-list-${lists}`;
    this.list = make('ul', { role: 'listbox', id, class: 'coupa-list', 'aria-label': options.label });
  }

  start(): void {
    const input = this.input;
    this.list.hidden = true;
    input.after(this.list, this.status);
    const attributes = {
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': this.list.id,
      autocomplete: 'off',
      spellcheck: 'false',
    };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener('input', (event) => {
      if (event.isTrusted) this.open(input.value);
    });
    input.addEventListener('click', () => this.open(''));
    input.addEventListener('keydown', (event) => this.press(event));
    input.addEventListener('blur', () => this.leave());
    $(input).on('change', () => {
      this.told = input.value;
    });
  }

  private open(search: string): void {
    const found = matching(this.options.entries(), search);
    this.list.replaceChildren(...found.map((entry, index) => this.option(entry, index)));
    this.status.textContent = found.length === 0 ? this.options.none : '';
    this.list.hidden = found.length === 0;
    this.active = -1;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.input.removeAttribute('aria-activedescendant');
  }

  private close(): void {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  private take(value: string): void {
    const input = this.input;
    this.close();
    input.value = value;
    $(input).trigger('change');
    input.dispatchEvent(new Event('input', { bubbles: true }));
    this.close();
    input.focus();
  }

  private move(step: number): void {
    if (this.list.hidden) this.open('');
    const options = [...this.list.children];
    if (options.length === 0) return;
    this.active = (this.active + step + options.length) % options.length;
    const active = options[this.active];
    if (active === undefined) return;
    for (const one of options) one.setAttribute('aria-selected', String(one === active));
    active.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', active.id);
  }

  /** A browser tells a change only against the value when the field got the focus, and tells it while the list is open. */
  private leave(): void {
    const wasOpen = !this.list.hidden;
    this.close();
    if (wasOpen || this.input.value !== this.told) $(this.input).trigger('change');
  }

  private press(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') this.move(1);
    else if (event.key === 'ArrowUp') this.move(this.active < 0 ? 0 : -1);
    else if (event.key === 'Enter' && !this.list.hidden) this.takeActive();
    else if (event.key === 'Escape' && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private takeActive(): void {
    const option = this.list.children[Math.max(this.active, 0)];
    if (option instanceof HTMLElement) this.take(option.dataset['value'] ?? '');
  }

  private option({ value, facts }: Entry, index: number): HTMLElement {
    const element = make(
      'li',
      { role: 'option', id: `${this.list.id}-${index}`, 'aria-selected': 'false', 'data-value': value },
      make('span', { class: 'coupa-list-value' }, value),
      make('span', { class: 'coupa-list-facts' }, ...facts.map((fact) => make('span', {}, fact))),
    );
    // Before the field loses the focus and the list goes away.
    element.addEventListener('mousedown', (event) => {
      event.preventDefault();
      this.take(value);
    });
    return element;
  }
}
