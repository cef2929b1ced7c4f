import { make } from './dom.js';

let lists = 0;

/**
 * Makes a text field a searchable list: what is typed narrows it, arrows move in it, Enter (the first, if none was moved to)
 * or a click takes an entry, Escape closes it; any other text stays as it is typed.
 *
 * @param {HTMLInputElement} input
 * @param {{ entries: () => { value: string, facts: string[] }[], label: string, none: string }} options `none`: shown when
 *   nothing fits
 */
export function searchableList(input, { entries, label, none }) {
  const list = make('ul', {
    role: 'listbox',
    id: `coupa-list-${++lists}`,
    class: 'coupa-list',
    'aria-label': label,
  });
  const status = make('span', { class: 'coupa-unseen', role: 'status' });
  list.hidden = true;
  input.after(list, status);
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    autocomplete: 'off',
    spellcheck: 'false',
  }))
    input.setAttribute(name, value);

  let active = -1;
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const take = (value) => {
    close();
    input.value = value;
    $(input).trigger('change');
    input.dispatchEvent(new Event('input', { bubbles: true }));
    close();
    input.focus();
  };
  const open = (search) => {
    const found = matching(entries(), search);
    list.replaceChildren(...found.map((entry, index) => option(list, entry, index, take)));
    status.textContent = found.length === 0 ? none : '';
    list.hidden = found.length === 0;
    active = -1;
    input.setAttribute('aria-expanded', String(!list.hidden));
    input.removeAttribute('aria-activedescendant');
  };
  const move = (step) => {
    if (list.hidden) open('');
    const options = [...list.children];
    if (options.length === 0) return;
    active = (active + step + options.length) % options.length;
    for (const [index, one] of options.entries()) one.setAttribute('aria-selected', String(index === active));
    options[active].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', options[active].id);
  };
  input.addEventListener('input', (event) => {
    if (event.isTrusted) open(input.value);
  });
  input.addEventListener('click', () => open(''));
  // A browser tells a change only against the value when the field got the focus, and tells it while the list is open.
  let told = input.value;
  $(input).on('change', () => {
    told = input.value;
  });
  input.addEventListener('blur', () => {
    const wasOpen = !list.hidden;
    close();
    if (wasOpen || input.value !== told) $(input).trigger('change');
  });
  input.addEventListener('keydown', (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) move(active < 0 && event.key === 'ArrowUp' ? 0 : steps[event.key]);
    else if (event.key === 'Enter' && !list.hidden) take(list.children[Math.max(active, 0)].dataset.value);
    else if (event.key === 'Escape' && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Names that begin with the search come first, then whatever has it somewhere. */
function matching(entries, search) {
  const wanted = plain(search);
  const begins = entries.filter(({ value }) => plain(value).startsWith(wanted));
  const holds = entries.filter(
    (entry) => !begins.includes(entry) && plain(entry.value + entry.facts.join()).includes(wanted),
  );
  return [...begins, ...holds];
}

function plain(text) {
  return text.toLowerCase().replace(/[-_\s]/g, '');
}

function option(list, { value, facts }, index, take) {
  const element = make(
    'li',
    { role: 'option', id: `${list.id}-${index}`, 'aria-selected': 'false', 'data-value': value },
    make('span', { class: 'coupa-list-value' }, value),
    make('span', { class: 'coupa-list-facts' }, ...facts.map((fact) => make('span', {}, fact))),
  );
  // Before the field loses the focus and the list goes away.
  element.addEventListener('mousedown', (event) => {
    event.preventDefault();
    take(value);
  });
  return element;
}
