import { showAbsent } from './absent.js';
import { ask, findResource, loadResources, nearestName } from './ask.js';
import { searchableList } from './combobox.js';
import { makeOperable } from './config-buttons.js';
import { connectionOfEditor } from './connection-fields.js';
import { datePicker } from './date-picker.js';
import { icon, make } from './dom.js';
import { loadHistory, showHistory } from './history.js';
import { connectionVariable } from './instance-connection.js';
import { localTime } from './local-time.js';
import { rememberResource } from './open-polls.js';
import { livePreview } from './preview.js';
import { queryBuilder } from './query-builder.js';
import { scopeNote } from './scope-note.js';
import { foldSections } from './section.js';
import { useStyle } from './style.js';
import { fieldsOf, filtersOf, putTogether, takeApart } from './template-url.js';
import { addTooltips } from './tooltip.js';
import { tryIt } from './trial.js';

useStyle();

/** The browser's part of `coupa-poll`. */
export const poll = {
  /** Called when the dialog opens. */
  prepare(node) {
    const say = (key, values) => node._(`coupa-poll.${key}`, values);
    const dialog = document.getElementById('coupa-poll-dialog');
    showAbsent(node, 'node-input-');
    rememberResource(node, field('resource'));
    showWhen('start', 'date', '#coupa-poll-row-startDate');
    showWhen('delivery', 'acknowledge', '#coupa-poll-rows-acknowledge');
    showWhen('output', 'notification', '#coupa-poll-row-signatureKey');
    addTooltips(dialog, say);
    makeOperable(dialog, node);
    field('startDate').after(datePicker(field('startDate'), say('start.pick')));
    new PollDialog(node, dialog, say).open();
  },

  /** Whether a resource has a URL of its own; what is not known yet is believed. */
  knows(name) {
    const isTyping = field('resource')?.getAttribute('aria-expanded') === 'true';
    return isTyping || catalogue.length === 0 || findResource(catalogue, name) !== undefined;
  },

  /** Called when the button of the node is pressed. */
  async pollNow(node) {
    const say = (key, values) => node._(`coupa-poll.${key}`, values);
    const label = RED.utils.getNodeLabel(node, node.id);
    try {
      await ask('POST', `poll-now/${encodeURIComponent(node.id)}`);
      // Not as a text: Node-RED takes that for HTML, and a label may hold some.
      const text = make('p', {}, say('button.polling', { label }));
      RED.notify($(text), { type: 'success', id: 'coupa-poll', timeout: 2000 });
    } catch (error) {
      RED.notify(say(whyNot(error)), 'error');
    }
  },
};

globalThis.coupaEditor = { ...globalThis.coupaEditor, poll };

/** Every resource that is known, once a dialog was open. */
let catalogue = [];

function whyNot({ status, isForbidden }) {
  if (isForbidden) return 'button.forbidden';
  if (status === 409) return 'button.broken';
  return status === 404 ? 'button.undeployed' : 'button.failed';
}

/** Properties whose defaults are the resource's own. */
const ownFields = ['idField', 'updatedDateField', 'createdDateField'];

class PollDialog {
  #node;
  #dialog;
  #say;
  #resource;
  /** What the resource's field said last. */
  #name;
  /** The last resource of the catalogue that was chosen: what the fields may still hold. */
  #lastKnown;
  /** How the deployed node stands. */
  #state;
  #updateSections;
  #noteScope;

  constructor(node, dialog, say) {
    this.#node = node;
    this.#dialog = dialog;
    this.#say = say;
    this.#noteScope = scopeNote(dialog.querySelector('#coupa-poll-scope-note'), say);
  }

  open() {
    const say = this.#say;
    const dialog = this.#dialog;
    const body = () => this.#body();
    this.#updateSections = foldSections(dialog, {
      say,
      defaults: () => this.#defaults(),
      summaries: { url: (text) => summaryOf(text, say) },
    });
    const previewed = dialog.querySelector('#coupa-poll-preview');
    const preview = livePreview(previewed, {
      say,
      body,
      url: () => field('url').value,
    });
    const trial = dialog.querySelector('#coupa-poll-trial');
    const changed = () => {
      // Half a name is no mistake yet.
      if (field('resource').getAttribute('aria-expanded') === 'true') return;
      preview();
      // What was tried is no longer what the fields say.
      forget();
    };
    const forget = tryIt(dialog.querySelector('#coupa-poll-try'), trial, {
      say,
      path: 'try',
      body: (other) => this.#body(other),
      connection: () => field('connection').value,
      ready: () => {
        if (previewed.querySelector('.coupa-error')) return say('try.mistakeFirst');
        const isChosen = body().connection || connectionVariable(field('connection').value);
        return isChosen ? undefined : say('try.connectionFirst');
      },
    });
    dialog.addEventListener('input', changed);
    $(dialog).on('change', changed);
    preview();
    this.#chooseResource();
    this.#showPast();
    $(field('url')).on('input change', () => this.#showStart());
    // What was true when the dialog opened is not for ever.
    dialog.querySelector('[data-coupa-section="history"]').addEventListener('toggle', () => this.#showPast());
  }

  /** What the deployed node did, which also decides whether the start still counts. */
  async #showPast() {
    const answer = await loadHistory(this.#node.id);
    const section = this.#dialog.querySelector('[data-coupa-section="history"]');
    showHistory(section, this.#dialog.querySelector('#coupa-poll-history'), { say: this.#say, answer });
    this.#state = answer?.state;
    // The dialog may be gone by now, or lie below another.
    if (this.#dialog.isConnected) this.#showStart();
  }

  #showStart() {
    const { position, resource } = this.#state ?? {};
    // Another resource starts anew.
    const counts = position === undefined || resource !== field('resource').value;
    const hint = counts ? '' : this.#say('start.past', { time: localTime(position) });
    this.#dialog.querySelector('#coupa-poll-start-hint').replaceChildren(hint);
    const isOther = !counts && field('url').value !== (this.#node.url ?? '');
    const past = isOther ? this.#say('url.past', { time: localTime(position) }) : '';
    this.#dialog.querySelector('#coupa-poll-url-hint').replaceChildren(past);
  }

  async #chooseResource() {
    const say = this.#say;
    const input = field('resource');
    this.#name = input.value;
    searchableList(input, {
      label: say('label.resource'),
      none: say('resource.none'),
      entries: () => catalogue.map((one) => ({ value: one.name, facts: factsOf(one, say) })),
    });
    const builder = queryBuilder(this.#dialog.querySelector('#coupa-poll-builder'), {
      say,
      url: field('url'),
      resource: () => this.#resource,
      connection: () => connectionOfEditor(field('connection').value),
    });
    $(input).on('change', () => {
      this.#takeResource();
      this.#showStart();
      builder.show();
    });
    // A hub filters in another way.
    $(field('connection')).on('change', () => {
      builder.show();
      this.#showScope();
    });
    catalogue = await loadResources();
    // The dialog may be gone by now.
    if (!input.isConnected) return;
    this.#resource = findResource(catalogue, input.value);
    this.#lastKnown = this.#resource;
    for (const name of ownFields) {
      if (this.#node[name] === undefined && this.#resource) field(name).value = this.#resource[name];
    }
    this.#showFacts();
    this.#updateSections();
    builder.show();
    // It is known only now whether there is such a resource.
    if (this.#resource === undefined) $(input).trigger('change');
  }

  /** Another resource brings its own fields and URL along; what a user wrote into them stays. */
  #takeResource() {
    const name = field('resource').value;
    const now = findResource(catalogue, name);
    this.#resource = now;
    this.#showFacts();
    // Node-RED tells a change as the dialog opens, too: what a flow has may not be written over then.
    if (name === this.#name) return;
    this.#name = name;
    if (now === undefined) return;
    this.#adopt(now, this.#lastKnown);
    this.#lastKnown = now;
  }

  #adopt(now, before) {
    for (const name of ownFields) {
      const preset = String(before?.[name] ?? this.#node._def.defaults[name].value);
      if (field(name).value === preset) $(field(name)).val(now[name]).trigger('change');
    }
    const url = field('url');
    const parts = takeApart(url.value);
    // The filters stay, and the list is that of the resource, however that got its name.
    if (parts?.path !== now.path && catalogue.some(({ path }) => path === parts?.path)) {
      url.value = putTogether({ ...parts, path: now.path });
      $(url).trigger('change');
    }
  }

  #showScope() {
    this.#noteScope(field('connection').value, this.#resource?.scope);
  }

  #showFacts() {
    this.#showScope();
    const place = this.#dialog.querySelector('#coupa-poll-resource-facts');
    const say = this.#say;
    const one = this.#resource;
    if (one === undefined) {
      this.#showUnknown(place);
      return;
    }
    const flag = make(
      'span',
      { title: say('resource.exportedFlag') },
      icon('flag-o fa-fw'),
      ` ${say('resource.exported')}`,
    );
    place.replaceChildren(
      make('span', { class: 'coupa-line' }, make('code', {}, one.path)),
      make('span', { title: say('resource.scope') }, icon('key fa-fw'), ' ', make('code', {}, one.scope)),
      ...(one.exported ? [flag] : []),
      ...sameAs(one, say),
    );
  }

  async #showUnknown(place) {
    const say = this.#say;
    const name = field('resource').value;
    const unknown = catalogue.length > 0 && name !== '';
    place.replaceChildren(unknown ? say('resource.unknown') : '');
    const meant = unknown ? await nearestName(name) : undefined;
    if (meant === undefined || field('resource')?.value !== name) return;
    const take = () => {
      field('resource').value = meant;
      $(field('resource')).trigger('change');
      field('resource').focus();
    };
    const button = { type: 'button', class: 'red-ui-button red-ui-button-small', onclick: take };
    place.append(make('button', button, say('resource.meant', { name: meant })));
  }

  /** What the runtime is asked with: the dialog's fields, and those of the connection that is chosen in it, or of another. */
  #body(other) {
    const names = Object.keys(this.#node._def.defaults).filter((name) =>
      document.getElementById(`node-input-${name}`),
    );
    const values = names.map((name) => {
      const input = field(name);
      return [name, input.type === 'checkbox' ? input.checked : input.value];
    });
    return {
      id: this.#node.id,
      node: Object.fromEntries(values),
      connection: connectionOfEditor(other ?? field('connection').value),
    };
  }

  #defaults() {
    const presets = Object.entries(this.#node._def.defaults).map(([name, { value }]) => [name, value]);
    const own = ownFields.filter(() => this.#resource).map((name) => [name, this.#resource[name]]);
    return Object.fromEntries([...presets, ...own]);
  }
}

function factsOf(resource, say) {
  const { path, scope, exported } = resource;
  return [path, scope, exported && say('resource.exported'), ...sameAs(resource, say)].filter(Boolean);
}

/** The filters of a URL in words; `undefined` where there are none that could be picked. */
function summaryOf(url, say) {
  const parts = takeApart(url);
  if (parts === undefined) return undefined;
  const filters = filtersOf(parts).map(
    ({ name, operator, value }) => `${name} ${say(`operator.${operator || 'eq'}`)} ${value}`,
  );
  const count = fieldsOf(parts)?.length;
  return [...filters, ...(count ? [say('preview.fields', { count })] : [])].join(' · ') || undefined;
}

/** Open Connectors has two names for one list. */
function sameAs({ name, path }, say) {
  return catalogue
    .filter((other) => other.path === path && other.name !== name)
    .map((other) => say('resource.same', { name: other.name }));
}

function field(name) {
  return document.getElementById(`node-input-${name}`);
}

function showWhen(name, value, rows) {
  const show = () => {
    for (const row of document.querySelectorAll(rows)) row.hidden = field(name).value !== value;
  };
  $(field(name)).on('change', show);
  show();
}
