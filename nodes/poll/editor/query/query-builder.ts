import type { Attribute } from '../../../../lib/catalogue/members/attribute';
import type { Resource } from '../../../../lib/catalogue/resources';
import { attributesOf } from '../../../editor/ask/catalogue';
import type { ConnectionFields } from '../../../editor/connection/connection-fields';
import { setField } from '../../../editor/fields/field';
import { icon, make, smallButton } from '../../../editor/page/make';
import type { Say } from '../../../editor/page/say';
import { FieldPicker } from './field-picker';
import { FilterRow } from './filter-row';
import {
  type Filter,
  filtersOf,
  putTogether,
  type TemplateParts,
  takeApart,
  withFilters,
} from './template-url';
import { TenantValues } from './tenant-values';

/** What a query builder works with. */
export interface QueryOptions {
  say: Say;
  /** The field that it reads and writes. */
  url: HTMLInputElement;
  resource: () => Resource | undefined;
  /** Whom to ask for the values there are. */
  connection: () => ConnectionFields | undefined;
}

/**
 * Filters and fields that are picked instead of written. They are read from the URL's field and written there; a URL of
 * another kind is left alone.
 */
export class QueryBuilder {
  private readonly place: HTMLElement;
  private readonly options: QueryOptions;
  private readonly list: HTMLElement;
  private readonly addButton: HTMLButtonElement;
  private readonly fields: FieldPicker;
  private readonly values = new TenantValues();
  private rows: FilterRow[] = [];
  private attributes: readonly Attribute[] = [];
  /** The resource whose attributes were asked for. */
  private loaded: string | undefined;

  constructor(place: HTMLElement, options: QueryOptions) {
    const { say, url } = options;
    this.place = place;
    this.options = options;
    this.list = make('div', { role: 'group', 'aria-label': say('filter.title') });
    this.fields = new FieldPicker(say, () => this.writeFields());
    const onclick = () => this.add();
    this.addButton = smallButton(
      { id: 'coupa-poll-add-filter', onclick },
      icon('plus'),
      ` ${say('filter.add')}`,
    );
    const title = make('p', {}, say('filter.title'));
    place.replaceChildren(title, this.list, this.addButton, this.fields.element);
    url.addEventListener('input', (event) => {
      if (event.isTrusted) void this.show();
    });
  }

  /** Shows what the URL has now. Learns the attributes of the resource when it is another one. */
  async show(): Promise<void> {
    const resource = this.options.resource();
    const name = resource?.name ?? '';
    if (this.loaded !== name) {
      this.loaded = name;
      const attributes = resource === undefined ? [] : await attributesOf(resource);
      // Another one was chosen meanwhile, or the dialog is gone.
      if (this.loaded !== name) return;
      this.attributes = attributes;
      if (!this.place.isConnected) return;
    }
    const parts = this.parts();
    this.place.hidden = parts === undefined || this.attributes.length === 0;
    if (parts === undefined || this.attributes.length === 0) return;
    this.rows = filtersOf(parts).map((filter) => this.row(filter));
    this.list.replaceChildren(...this.rows.map(({ element }) => element));
    this.fields.show(parts, this.attributes);
  }

  private parts(): TemplateParts | undefined {
    const { url, resource, connection } = this.options;
    if (connection()?.authentication === 'openConnectors') return undefined;
    return takeApart(url.value || resource()?.url || '');
  }

  private write(parts: TemplateParts): void {
    const { url, resource } = this.options;
    const text = putTogether(parts);
    // What is the resource's own stays unwritten, so that it follows when another resource is chosen.
    url.value = text === resource()?.url ? '' : text;
    url.dispatchEvent(new Event('input', { bubbles: true }));
    setField(url, url.value);
  }

  private add(): void {
    const used = this.rows.map(({ filter }) => filter.name);
    const unused = this.attributes.filter(({ name }) => !used.includes(name));
    const first = unused.find(({ name }) => name === 'status') ?? unused[0] ?? this.attributes[0];
    if (first === undefined) return;
    const row = this.row({ name: first.name, operator: '', value: '' });
    this.rows.push(row);
    this.list.append(row.element);
    row.focus();
  }

  private row(filter: Filter): FilterRow {
    const row: FilterRow = new FilterRow(filter, {
      say: this.options.say,
      attributes: this.attributes,
      values: (attribute) => this.valuesOf(attribute),
      changed: () => this.writeFilters(),
      removed: () => {
        this.rows = this.rows.filter((one) => one !== row);
        this.writeFilters();
        this.addButton.focus();
      },
    });
    return row;
  }

  private async valuesOf(attribute: string): Promise<string[]> {
    const resource = this.options.resource()?.name;
    const connection = this.options.connection();
    if (resource === undefined || connection === undefined) return [];
    return this.values.of({ resource, attribute, connection });
  }

  /** A filter without a value is not finished, so it is not written yet. */
  private writeFilters(): void {
    const parts = this.parts();
    if (parts === undefined) return;
    const filters = this.rows.map(({ filter }) => filter).filter(({ value }) => value !== '');
    this.write(withFilters(parts, filters));
  }

  private writeFields(): void {
    const parts = this.parts();
    if (parts !== undefined) this.write(this.fields.writeInto(parts));
  }
}
