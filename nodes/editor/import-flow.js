import { ask, lastAnswer } from './ask.js';
import { icon, make, unhurried, verdict } from './dom.js';
import { findingLists } from './import-findings.js';
import { scopeNote } from './import-scopes.js';
import { addFlow, connectionsOfEditor, isHub, leaveDialogs } from './import-target.js';

/**
 * Opens the dialog that makes a flow of a configuration of SAP Open Connectors or Rossum.
 *
 * @param {{ say: Function, connection?: string }} options `connection`: id of the connection to propose
 */
export function openImport({ say, connection = '' }) {
  new ImportDialog(say, connection).open();
}

class ImportDialog {
  #say;
  #proposed;
  #dialog;
  #parts;
  /** The last answer of the runtime. */
  #read;
  #unticked = new Set();

  constructor(say, proposed) {
    this.#say = (key, values) => say(`import.${key}`, values);
    this.#proposed = proposed;
    this.#parts = this.#build(say);
  }

  open() {
    const say = this.#say;
    const { text, form } = this.#parts;
    this.#dialog = $(form).dialog({
      modal: true,
      width: Math.min(760, window.innerWidth - 40),
      height: Math.min(800, window.innerHeight - 40),
      resizable: false,
      title: say('title'),
      classes: { 'ui-dialog': 'red-ui-editor-dialog coupa-import-dialog' },
      buttons: [
        { id: 'coupa-import-cancel', text: say('cancel'), click: () => this.#dialog.dialog('close') },
        { id: 'coupa-import-ok', text: say('ok'), class: 'primary', click: () => this.#import() },
      ],
      open: () => {
        RED.keyboard.disable();
        text.focus();
      },
      close: () => {
        RED.keyboard.enable();
        this.#dialog.dialog('destroy').remove();
      },
    });
    this.#enable();
  }

  #build(say) {
    const id = 'coupa-import';
    const text = make('textarea', {
      id: `${id}-text`,
      rows: rowsOf('empty'),
      spellcheck: 'false',
      autocomplete: 'off',
    });
    const status = make('div', { id: `${id}-status`, role: 'status' });
    const result = make('div', { id: `${id}-result` });
    const form = make(
      'div',
      { class: 'coupa-dialog coupa-import', id: `${id}-dialog` },
      make('label', { for: text.id }, this.#say('text')),
      make('p', { class: 'coupa-import-hint', id: `${id}-hint` }, this.#say('hint')),
      text,
      status,
      result,
    );
    text.setAttribute('aria-describedby', `${id}-hint`);
    const answered = lastAnswer((answer) => this.#answered(answer));
    const read = () => {
      if (text.value.trim() === '') return this.#show(undefined);
      status.replaceChildren(busy(this.#say));
      answered(() => ask('POST', 'import', this.#question()));
    };
    text.addEventListener(
      'input',
      unhurried(() => {
        this.#unticked.clear();
        read();
      }, 300),
    );
    return { text, status, result, form, read, findings: (list) => findingLists(list, say) };
  }

  /** What the runtime is asked, as the dialog is now. */
  #question() {
    const { text, result } = this.#parts;
    const value = (name) => result.querySelector(`#coupa-import-${name}`)?.value;
    const connection = value('connection') ?? this.#proposed;
    const chosen = connection === '' ? this.#target() : isHub(connection) ? 'hub' : 'direct';
    return { text: text.value, target: chosen, connection, callbackUrl: value('callback') };
  }

  #target() {
    return this.#parts.result.querySelector('input[name="coupa-import-target"]:checked')?.value;
  }

  #answered(answer) {
    if (answer.failure) return this.#fail(answer.failure.isForbidden ? 'forbidden' : 'failed');
    if (answer.error) return this.#fail('failed', answer.error.message);
    if (answer.canBeDirect || answer.target === 'hub') return this.#show(answer);
    // What only a hub has was asked for without one: the proposed connection, or the choice for an earlier text, does not fit.
    this.#proposed = '';
    this.#parts.result.replaceChildren();
    return this.#parts.read();
  }

  #fail(key, detail) {
    this.#show(undefined);
    this.#parts.status.replaceChildren(verdict('error', this.#say(key), detail));
  }

  #show(read) {
    this.#read = read;
    const { status, result } = this.#parts;
    const focused = document.activeElement?.id;
    status.replaceChildren(...(read ? [this.#summary(read)] : []));
    this.#parts.text.rows = rowsOf(read ? 'read' : 'empty');
    const isUseful = read && read.resources.length > 0;
    result.replaceChildren(
      ...(isUseful ? [...this.#choices(read), ...this.#parts.findings(read.findings)] : []),
    );
    if (focused) document.getElementById(focused)?.focus();
    this.#enable();
  }

  #summary({ name, element, interval, isScheduled, resources, findings }) {
    const say = this.#say;
    // What was repaired on the way to nothing helps nobody.
    if (resources.length === 0) return verdict('error', say('nothing'), ...reasons(findings));
    const untimed = say(isScheduled ? 'bySchedule' : 'byHand');
    const times = interval === 0 ? untimed : say('everyMinutes', { number: interval });
    const facts = [name, element, say('resources', { number: resources.length }), times];
    return make('p', { class: 'coupa-import-summary' }, facts.filter(Boolean).join(' · '));
  }

  #choices(read) {
    const connections = connectionsOfEditor(read.canBeDirect);
    const question = this.#question();
    const connection = connections.some(({ id }) => id === question.connection) ? question.connection : '';
    return [
      ...(connections.length > 0 ? [this.#connectionRow(connections, connection)] : []),
      ...(connection === '' ? [this.#targetRow(read)] : scopeNote(connection, read.scope, this.#say)),
      ...(read.callbackUrl !== '' || question.callbackUrl !== undefined ? [this.#callbackRow(read)] : []),
      this.#resourceRow(read),
    ];
  }

  #connectionRow(connections, chosen) {
    const select = make(
      'select',
      { id: 'coupa-import-connection', onchange: () => this.#parts.read() },
      make('option', { value: '' }, this.#say('newConnection')),
      ...connections.map(({ id, label }) => make('option', { value: id, selected: id === chosen }, label)),
    );
    return row(make('label', { for: select.id }, this.#say('connection')), select);
  }

  #targetRow({ target, canBeDirect }) {
    const choice = (value) =>
      make(
        'label',
        { class: 'coupa-radio' },
        make('input', {
          type: 'radio',
          name: 'coupa-import-target',
          id: `coupa-import-${value}`,
          value,
          checked: value === target,
          disabled: value === 'direct' && !canBeDirect,
          onchange: () => this.#parts.read(),
        }),
        make('span', {}, this.#say(`target.${value}`)),
      );
    const note = canBeDirect ? [] : [make('p', { class: 'coupa-import-note' }, this.#say('target.onlyHub'))];
    return make(
      'fieldset',
      {},
      make('legend', {}, this.#say('target.label')),
      choice('direct'),
      ...note,
      choice('hub'),
    );
  }

  #callbackRow({ callbackUrl }) {
    const known = this.#parts.result.querySelector('#coupa-import-callback');
    const input = known ?? make('input', { type: 'text', id: 'coupa-import-callback', spellcheck: 'false' });
    if (!known) input.value = callbackUrl;
    return row(
      make('label', { for: input.id }, this.#say('callback')),
      input,
      make('p', { class: 'coupa-import-note' }, this.#say('callbackHint')),
    );
  }

  #resourceRow({ resources }) {
    const boxes = resources.map(({ resource, url }) => this.#box(resource, url));
    const tickAll = (checked) => () => {
      for (const box of list.querySelectorAll('input')) {
        box.checked = checked;
        this.#tick(box);
      }
    };
    const list = make('div', { class: 'coupa-choices' }, ...boxes);
    return make(
      'fieldset',
      { id: 'coupa-import-resources' },
      make('legend', {}, this.#say('choose')),
      resources.length > 1
        ? make(
            'div',
            {},
            small(this.#say('all'), tickAll(true)),
            ' ',
            small(this.#say('none'), tickAll(false)),
          )
        : undefined,
      list,
    );
  }

  #box(resource, url) {
    const box = make('input', {
      type: 'checkbox',
      value: resource,
      checked: !this.#unticked.has(resource),
      onchange: (event) => this.#tick(event.target),
    });
    return make('label', { title: url }, box, make('span', {}, resource));
  }

  #tick(box) {
    if (box.checked) this.#unticked.delete(box.value);
    else this.#unticked.add(box.value);
    this.#enable();
  }

  #ticked() {
    const names = (this.#read?.resources ?? []).map(({ resource }) => resource);
    return names.filter((name) => !this.#unticked.has(name));
  }

  #enable() {
    const off = this.#ticked().length === 0;
    $('#coupa-import-ok').button(off ? 'disable' : 'enable');
  }

  async #import() {
    $('#coupa-import-ok').button('disable');
    const question = { ...this.#question(), select: this.#ticked() };
    const answer = await ask('POST', 'import', question).catch((failure) => ({ failure }));
    if (answer.failure || answer.error) return this.#answered(answer);
    this.#dialog.dialog('close');
    await leaveDialogs();
    return addFlow(answer.flow);
  }
}

function row(...children) {
  return make('div', { class: 'form-row' }, ...children);
}

function small(text, onclick) {
  return make('button', { type: 'button', class: 'red-ui-button red-ui-button-small', onclick }, text);
}

/** What was read makes room for what was found in it. */
function rowsOf(state) {
  if (window.innerHeight < 600) return 4;
  return state === 'empty' ? 20 : 6;
}

/** Why nothing can be imported, each reason once. */
function reasons(findings) {
  const grave = findings.filter(({ severity }) => severity === 'error');
  return [...new Set(grave.map(({ message }) => message))];
}

function busy(say) {
  return make('p', { class: 'coupa-busy' }, icon('spinner fa-spin'), ` ${say('busy')}`);
}
