import type { Attribute, AttributeKind } from '../../../../lib/catalogue/members/attribute';
import { datePicker } from '../../../editor/fields/date-picker';
import { icon, make, smallButton } from '../../../editor/page/make';
import type { Say } from '../../../editor/page/say';
import { operators, valueKind } from './operators';
import type { Filter } from './template-url';

let lists = 0;

/** What a row works with. */
export interface FilterRowOptions {
  say: Say;
  /** What the records have. */
  attributes: readonly Attribute[];
  /** The values that an attribute has in the tenant. */
  values: (attribute: string) => Promise<string[]>;
  /** Something was picked or typed. */
  changed: () => void;
  /** Its button was pressed; it is gone already. */
  removed: () => void;
}

/** A filter that is picked: an attribute, an operator, and a value. */
export class FilterRow {
  readonly element: HTMLElement;
  private readonly options: FilterRowOptions;
  private readonly attribute: HTMLSelectElement;
  private readonly operator: HTMLSelectElement;
  private readonly value: HTMLInputElement;
  private readonly values: HTMLDataListElement;
  private readonly calendar: HTMLElement;

  constructor({ name, operator, value }: Filter, options: FilterRowOptions) {
    const { say, attributes, removed } = options;
    this.options = options;
    const names = attributes.map((one) => one.name);
    this.attribute = choice(say('filter.attribute'), names.includes(name) ? names : [name, ...names], name);
    this.operator = make('select', { 'aria-label': say('filter.operator') });
    lists += 1;
    this.values = make('datalist', { id: `coupa-values-${lists}` });
    this.value = make('input', {
      type: 'text',
      'aria-label': say('filter.value'),
      value,
      list: this.values.id,
    });
    this.calendar = datePicker(this.value, say('start.pick'));
    const remove = smallButton({ 'aria-label': say('filter.remove') }, icon('times'));
    this.element = make(
      'div',
      { class: 'coupa-filter' },
      this.attribute,
      this.operator,
      this.value,
      this.calendar,
      this.values,
      remove,
    );
    this.offer(operator);
    this.listen();
    remove.addEventListener('click', () => {
      this.element.remove();
      removed();
    });
  }

  /** What was picked; a value of `""` is not finished yet. */
  get filter(): Filter {
    return { name: this.attribute.value, operator: this.operator.value, value: this.value.value };
  }

  /** Lets the user go on here. */
  focus(): void {
    this.attribute.focus();
  }

  private listen(): void {
    const { changed } = this.options;
    for (const select of [this.attribute, this.operator]) {
      select.addEventListener('change', () => {
        this.offer(this.operator.value);
        changed();
      });
    }
    this.value.addEventListener('input', changed);
    this.value.addEventListener('focus', () => void this.offerValues());
  }

  private get kind(): AttributeKind {
    return this.options.attributes.find(({ name }) => name === this.attribute.value)?.kind ?? 'text';
  }

  /** Offers the operators that suit the attribute, and says what is to be written behind the one that is chosen. */
  private offer(chosen: string): void {
    const { say } = this.options;
    const kind = this.kind;
    this.values.replaceChildren();
    const suiting = operators.filter((one) => one.kinds.includes(kind) || one.name === chosen);
    this.operator.replaceChildren(
      ...suiting.map((one) => make('option', { value: one.name }, say(`operator.${one.name || 'eq'}`))),
    );
    this.operator.value = suiting.some((one) => one.name === chosen) ? chosen : '';
    this.calendar.hidden = kind !== 'date' || this.operator.value === 'blank';
    this.value.placeholder = say(`filter.${valueKind(this.operator.value, kind)}`);
  }

  private async offerValues(): Promise<void> {
    if (this.kind !== 'text') return;
    const name = this.attribute.value;
    const values = await this.options.values(name);
    if (this.attribute.value === name)
      this.values.replaceChildren(...values.map((value) => make('option', { value })));
  }
}

function choice(label: string, names: readonly string[], chosen: string): HTMLSelectElement {
  const options = names.map((name) => make('option', { value: name }, name));
  const select = make('select', { 'aria-label': label }, ...options);
  select.value = chosen;
  return select;
}
