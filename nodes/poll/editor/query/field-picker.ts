import type { Attribute } from '../../../../lib/catalogue/members/attribute';
import { make } from '../../../editor/page/make';
import type { Say } from '../../../editor/page/say';
import { fieldsOf, hasOwnFields, type TemplateParts, withFields } from './template-url';

/** Fields that polling itself needs. */
const needed = ['id', 'created-at', 'updated-at'];

/** The fields of records that are asked for, each a box to be ticked; folded. */
export class FieldPicker {
  readonly element: HTMLElement;
  private readonly say: Say;
  private readonly line = make('summary', {});
  private readonly boxes: HTMLElement;
  private readonly changed: () => void;

  /** @param changed a box was ticked, or not any more */
  constructor(say: Say, changed: () => void) {
    this.say = say;
    this.changed = changed;
    this.boxes = make('div', { class: 'coupa-choices', role: 'group', 'aria-label': say('fields.title') });
    this.element = make('details', { class: 'coupa-fold' }, this.line, this.boxes);
  }

  /** Shows what a template asks for. */
  show(parts: TemplateParts, attributes: readonly Attribute[]): void {
    const picked = fieldsOf(parts);
    const isOwn = hasOwnFields(parts);
    this.line.textContent = isOwn ? this.say('fields.own') : this.lineOf(picked?.length, attributes.length);
    this.boxes.hidden = isOwn;
    this.boxes.replaceChildren(
      ...attributes.map(({ name }) => {
        const isTicked = picked === undefined || picked.includes(name);
        return make('label', {}, this.box(name, isTicked), name);
      }),
    );
  }

  /** The template that asks for what is ticked. */
  writeInto(parts: TemplateParts): TemplateParts {
    const boxes = [...this.boxes.querySelectorAll('input')];
    const picked = boxes.filter((box) => box.checked || box.disabled).map((box) => box.value);
    const isAll = picked.length === boxes.length;
    this.line.textContent = this.lineOf(isAll ? undefined : picked.length, boxes.length);
    return withFields(parts, isAll ? [] : picked);
  }

  /** @param count how many are picked; `undefined`: there is no choice */
  private lineOf(count: number | undefined, all: number): string {
    return count === undefined ? this.say('fields.all') : this.say('fields.some', { count, all });
  }

  private box(name: string, isTicked: boolean): HTMLInputElement {
    return make('input', {
      type: 'checkbox',
      value: name,
      checked: isTicked,
      disabled: needed.includes(name),
      onchange: this.changed,
    });
  }
}
