import { ask } from './ask.js';
import { datePicker } from './date-picker.js';
import { icon, make } from './dom.js';
import {
  fieldsOf,
  filtersOf,
  hasOwnFields,
  operators,
  putTogether,
  takeApart,
  withFields,
  withFilters,
} from './template-url.js';

let lists = 0;

/** What is written behind operators that want no value of the attribute's kind. */
const placeholders = { blank: 'flag', in: 'list', not_in: 'list' };

/** Fields that polling itself needs. */
const needed = ['id', 'created-at', 'updated-at'];

/**
 * Filters and fields that are picked instead of written. They are read from the URL's field and written there; a URL of
 * another kind is left alone.
 *
 * @param {HTMLElement} place
 * @param {{ say: Function, url: HTMLInputElement, resource: () => object | undefined, connection: () => object | undefined }} options
 *   `connection`: whom to ask for the values there are
 */
export function queryBuilder(place, options) {
  const { url } = options;
  const builder = new QueryBuilder(place, options);
  url.addEventListener('input', (event) => {
    if (event.isTrusted) builder.show();
  });
  return builder;
}

class QueryBuilder {
  #options;
  #attributes = [];
  #filters;
  #fields;
  #loaded;
  /** What the tenant answered, or is being asked, by connection, resource and attribute: each is asked once. */
  #values = new Map();

  constructor(place, options) {
    this.#options = options;
    const { say } = options;
    this.#filters = make('div', { role: 'group', 'aria-label': say('filter.title') });
    this.#fields = make('div', { class: 'coupa-choices', role: 'group', 'aria-label': say('fields.title') });
    const add = make(
      'button',
      { type: 'button', class: 'red-ui-button red-ui-button-small', id: 'coupa-poll-add-filter' },
      icon('plus'),
      ` ${say('filter.add')}`,
    );
    add.addEventListener('click', () => this.#add());
    this.fieldsLine = make('summary', {});
    place.replaceChildren(
      make('p', {}, say('filter.title')),
      this.#filters,
      add,
      make('details', { class: 'coupa-fold' }, this.fieldsLine, this.#fields),
    );
    this.place = place;
  }

  /** Shows what the URL has now. Learns the attributes of the resource when it is another one. */
  async show() {
    const name = this.#options.resource()?.name ?? '';
    if (this.#loaded !== name) {
      this.#loaded = name;
      const attributes = await loadAttributes(this.#options.resource());
      // Another one was chosen meanwhile, or the dialog is gone.
      if (this.#loaded !== name) return;
      this.#attributes = attributes;
      if (!this.place.isConnected) return;
    }
    const parts = this.#parts();
    this.place.hidden = parts === undefined || this.#attributes.length === 0;
    if (this.place.hidden) return;
    this.#filters.replaceChildren(...filtersOf(parts).map((filter) => this.#row(filter)));
    this.#showFields(parts);
  }

  #parts() {
    const { url, resource, connection } = this.#options;
    if (connection()?.authentication === 'openConnectors') return undefined;
    return takeApart(url.value || resource()?.url || '');
  }

  #write(parts) {
    const { url, resource } = this.#options;
    const text = putTogether(parts);
    // What is the resource's own stays unwritten, so that it follows when another resource is chosen.
    url.value = text === resource()?.url ? '' : text;
    url.dispatchEvent(new Event('input', { bubbles: true }));
    $(url).trigger('change');
  }

  #add() {
    const used = [...this.#filters.children].map((row) => row.firstElementChild.value);
    const unused = this.#attributes.filter(({ name }) => !used.includes(name));
    const first = unused.find(({ name }) => name === 'status') ?? unused[0] ?? this.#attributes[0];
    if (first === undefined) return;
    const row = this.#row({ name: first.name, operator: '', value: '' });
    this.#filters.append(row);
    row.querySelector('select').focus();
  }

  #row({ name, operator, value }) {
    const { say } = this.#options;
    const names = this.#attributes.map((one) => one.name);
    const attribute = choice(say('filter.attribute'), names.includes(name) ? names : [name, ...names], name);
    const comparison = make('select', { 'aria-label': say('filter.operator') });
    const text = make('input', { type: 'text', 'aria-label': say('filter.value'), value });
    const remove = make(
      'button',
      { type: 'button', class: 'red-ui-button red-ui-button-small', 'aria-label': say('filter.remove') },
      icon('times'),
    );
    const row = make('div', { class: 'coupa-filter' }, attribute, comparison, text, remove);
    const kindOf = () => this.#attributes.find((one) => one.name === attribute.value)?.kind ?? 'text';
    const values = make('datalist', { id: `coupa-values-${++lists}` });
    text.after(values);
    text.setAttribute('list', values.id);
    const calendar = datePicker(text, say('start.pick'));
    text.after(calendar);
    text.addEventListener('focus', () => this.#offerValues(values, attribute, kindOf()));
    const offer = (chosen) => {
      const kind = kindOf();
      values.replaceChildren();
      const suiting = operators.filter((one) => one.kinds.includes(kind) || one.name === chosen);
      comparison.replaceChildren(
        ...suiting.map((one) => make('option', { value: one.name }, say(`operator.${one.name || 'eq'}`))),
      );
      comparison.value = suiting.some((one) => one.name === chosen) ? chosen : '';
      calendar.hidden = kind !== 'date' || comparison.value === 'blank';
      text.placeholder = say(`filter.${placeholders[comparison.value] ?? kind}`);
    };
    offer(operator);
    attribute.addEventListener('change', () => offer(comparison.value));
    comparison.addEventListener('change', () => offer(comparison.value));
    for (const one of [attribute, comparison, text]) {
      one.addEventListener(one === text ? 'input' : 'change', () => this.#writeFilters());
    }
    remove.addEventListener('click', () => {
      row.remove();
      this.#writeFilters();
      this.place.querySelector('#coupa-poll-add-filter').focus();
    });
    return row;
  }

  /** How the tenant spells what there is, only the tenant knows. */
  async #offerValues(list, attribute, kind) {
    const { resource, connection } = this.#options;
    const name = attribute.value;
    const question = { resource: resource()?.name, attribute: name, connection: connection() };
    if (kind !== 'text' || !question.connection || !question.resource) return;
    const key = JSON.stringify(question);
    if (!this.#values.has(key)) this.#values.set(key, valuesFor(question));
    const values = await this.#values.get(key);
    if (attribute.value === name) list.replaceChildren(...values.map((value) => make('option', { value })));
  }

  /** A filter without a value is not finished, so it is not written yet. */
  #writeFilters() {
    const parts = this.#parts();
    if (parts === undefined) return;
    const filters = [...this.#filters.children]
      .map((row) => {
        const [name, operator, value] = [...row.querySelectorAll('select, input[type="text"]')].map(
          (field) => field.value,
        );
        return { name, operator, value };
      })
      .filter(({ value }) => value !== '');
    this.#write(withFilters(parts, filters));
  }

  #showFields(parts) {
    const { say } = this.#options;
    const picked = fieldsOf(parts);
    const own = hasOwnFields(parts);
    this.fieldsLine.textContent = own
      ? say('fields.own')
      : picked
        ? say('fields.some', { count: picked.length, all: this.#attributes.length })
        : say('fields.all');
    this.#fields.hidden = own;
    this.#fields.replaceChildren(
      ...this.#attributes.map(({ name }) => {
        const box = make('input', {
          type: 'checkbox',
          value: name,
          checked: picked === undefined || picked.includes(name),
          disabled: needed.includes(name),
        });
        box.addEventListener('change', () => this.#writeFields());
        return make('label', {}, box, name);
      }),
    );
  }

  #writeFields() {
    const parts = this.#parts();
    const boxes = [...this.#fields.querySelectorAll('input')];
    const picked = boxes.filter((box) => box.checked || box.disabled).map((box) => box.value);
    const next = withFields(parts, picked.length === boxes.length ? [] : picked);
    this.#write(next);
    this.fieldsLine.textContent =
      picked.length === boxes.length
        ? this.#options.say('fields.all')
        : this.#options.say('fields.some', { count: picked.length, all: boxes.length });
  }
}

/** Without an answer a value is typed as it always was. */
function valuesFor(question) {
  return ask('POST', 'values', question).then(
    ({ values = [] }) => values,
    () => [],
  );
}

async function loadAttributes(resource) {
  if (resource === undefined) return [];
  const answer = await ask('GET', `attributes?resource=${encodeURIComponent(resource.name)}`).catch(
    () => ({}),
  );
  const found = answer.attributes ?? [];
  const exported = resource.exported && !found.some(({ name }) => name === 'exported');
  return exported && found.length > 0 ? [...found, { name: 'exported', kind: 'flag' }] : found;
}

function choice(label, names, chosen) {
  return make(
    'select',
    { 'aria-label': label },
    ...names.map((name) => make('option', { value: name, selected: name === chosen }, name)),
  );
}
