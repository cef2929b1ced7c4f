import type { Option } from '../../lib/base/options/option';
import { type Attributes, element, icon } from './html';

/** How the row of a property looks; what its field is follows from its kind in the table of options. */
interface RowLook {
  icon: string;
  /** The key of its label below `label.`; default: the property's name. */
  label?: string;
  /** HTML of its label, where it is more than one text. */
  labelHtml?: string;
  /** The key below `tooltip.` of what a sign behind the label explains; `true`: the property's name; default: no sign. */
  tip?: string | true;
  /** What an empty field shows: itself in all languages; `true`: the text `placeholder.<property>`. */
  placeholder?: string | true;
  /** The key below `unit.` of what stands behind the field; default: the unit of its numbers; `none`: nothing. */
  unit?: string;
  /** Of the field, beside what its kind gives it. */
  field?: Attributes;
  /** Of the row. Its class stands beside the usual one. */
  row?: Attributes;
  /** HTML behind the field. */
  behind?: readonly string[];
}

/** The size of what Node-RED wraps, such as the choice of a configuration node with its buttons: all that the label leaves. */
export const besideLabel = 'width: calc(100% - 176px)';

/** How a part of a dialog looks that shows what the runtime answers. */
interface PanelLook {
  icon: string;
  /** Ids of its title and its button. */
  titleId: string;
  buttonId: string;
  /** The key below which `button` and `title` stand. */
  texts: string;
  /** The key below which `title` stands; default: `texts`. */
  title?: string;
  /** Of the panel itself. */
  panel?: Attributes;
}

/** Makes the rows of a node type's dialog: HTML that the build writes where Node-RED looks for it. */
export class Form<Property extends string> {
  private readonly type: string;
  private readonly table: Readonly<Record<Property, Option>>;
  private readonly isConfig: boolean;

  /** @param isConfig whether the type is one of configuration nodes: Node-RED fills in their fields by other ids */
  constructor(type: string, table: Readonly<Record<Property, Option>>, { isConfig = false } = {}) {
    this.type = type;
    this.table = table;
    this.isConfig = isConfig;
  }

  /** The row of a property. */
  row(property: Property, look: RowLook): string {
    const option = this.table[property];
    return this.labelled(property, look, this.fieldOf(property, option, look), this.unitOf(option, look));
  }

  /** The row of a credential that shows what is typed. */
  credential(name: string, look: RowLook): string {
    const field = this.input(name, look, { autocomplete: 'off' });
    return this.labelled(name, look, field);
  }

  /** The row of a credential that hides what is typed. */
  secret(name: string, look: Partial<RowLook> = {}): string {
    const field = this.input(name, look, { type: 'password', autocomplete: 'new-password' });
    return this.labelled(name, { icon: 'lock', ...look }, field);
  }

  /** A line below a field that the editor fills in, or that says `key`. */
  hint(attributes: Attributes, key?: string): string {
    return element(key ? 'p' : 'div', { class: 'coupa-hint', ...attributes, ...(key ? this.text(key) : {}) });
  }

  /** Rows that are folded together, and a line that says what in them is not as it is by default. */
  section(name: string, attributes: Attributes, ...rows: readonly string[]): string {
    const title = element('span', { class: 'coupa-section-title', ...this.text(`section.${name}`) });
    const line = element('span', { class: 'coupa-section-line' });
    return element(
      'details',
      { class: 'coupa-section', 'data-coupa-section': name, ...attributes },
      element('summary', {}, title, line),
      ...rows,
    );
  }

  /** What can be tried from the dialog: a title, a button, and what it answers. */
  panel(look: PanelLook, ...parts: readonly string[]): string {
    const { icon: sign, titleId, buttonId, texts, title = texts, panel } = look;
    const heading = element('strong', { id: titleId, ...this.text(`${title}.title`) });
    const head = element('div', { class: 'coupa-panel-head' }, heading, this.button(buttonId, sign, texts));
    return element('section', { class: 'coupa-panel', 'aria-labelledby': titleId, ...panel }, head, ...parts);
  }

  /** A button that says `<texts>.button`. */
  button(id: string, sign: string, texts: string, attributes: Attributes = {}): string {
    const look = { type: 'button', class: 'red-ui-button', id, ...attributes };
    return element('button', look, icon(sign), element('span', this.text(`${texts}.button`)));
  }

  /** Lets an element say a text of the type's locales. */
  text(key: string): Attributes {
    return { 'data-i18n': `${this.type}.${key}` };
  }

  /** The id by which Node-RED fills in the field of a property. */
  fieldId(property: string): string {
    return `${this.isConfig ? 'node-config-input' : 'node-input'}-${property}`;
  }

  private labelled(property: string, look: RowLook, ...field: readonly (string | undefined)[]): string {
    const tip = look.tip === true ? property : look.tip;
    const label = element(
      'label',
      { for: this.fieldId(property), 'data-coupa-tooltip': tip },
      icon(look.icon),
      look.labelHtml ?? element('span', this.text(`label.${look.label ?? property}`)),
    );
    const classes = ['form-row', look.row?.['class']].filter(Boolean).join(' ');
    return element('div', { ...look.row, class: classes }, label, ...field, ...(look.behind ?? []));
  }

  private fieldOf(property: string, option: Option, look: RowLook): string {
    if (option.kind === 'choice') {
      const words: readonly string[] = option.byMessage ? [...option.choices, ''] : option.choices;
      const offered = words.map((word) =>
        element('option', { value: word, ...this.text(`${property}.${word || 'message'}`) }),
      );
      return element('select', { id: this.fieldId(property), ...look.field }, ...offered);
    }
    if (option.kind === 'flag') return this.input(property, look, { type: 'checkbox', style: 'width: auto' });
    if (option.kind === 'number') return this.input(property, look, { class: 'coupa-short' });
    const isChoiceOfNode = option.kind === 'node' && option.type !== undefined;
    if (!isChoiceOfNode) return this.input(property, look);
    return this.input(property, look, { style: besideLabel });
  }

  private input(property: string, look: Partial<RowLook>, byKind: Attributes = {}): string {
    const { placeholder } = look;
    const empty =
      placeholder === true
        ? { 'data-i18n': `[placeholder]${this.type}.placeholder.${property}` }
        : { placeholder };
    return element('input', {
      type: 'text',
      id: this.fieldId(property),
      ...byKind,
      ...empty,
      ...look.field,
    });
  }

  private unitOf(option: Option, look: RowLook): string | undefined {
    const unit = look.unit ?? (option.kind === 'number' ? option.unit : undefined);
    return unit === undefined ? undefined : element('span', this.text(`unit.${unit}`));
  }
}

/**
 * The page that Node-RED loads of a node type: the script that registers it, and the dialog that it opens.
 *
 * @param script the folder in `nodes/` whose `editor.ts` was bundled
 * @param id of the dialog
 */
export function formPage(
  type: string,
  { script, id }: { script: string; id: string },
  ...rows: readonly string[]
): string {
  const dialog = element('div', { class: 'coupa-dialog', id }, ...rows);
  const registration = element('script', { type: 'module', src: `coupa/editor/${script}.js` });
  const template = element('script', { type: 'text/html', 'data-template-name': type }, dialog);
  return `${registration}\n${template}\n`;
}
