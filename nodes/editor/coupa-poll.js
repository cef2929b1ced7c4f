import { showAbsent } from './absent.js';
import { ask, findResource, loadResources } from './ask.js';
import { searchableList } from './combobox.js';
import { makeOperable } from './config-buttons.js';
import { connectionOfEditor } from './connection-fields.js';
import { icon, make } from './dom.js';
import { showHistory } from './history.js';
import { rememberResource } from './open-polls.js';
import { livePreview } from './preview.js';
import { queryBuilder } from './query-builder.js';
import { foldSections } from './section.js';
import { useStyle } from './style.js';
import { putTogether, takeApart } from './template-url.js';
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
    new PollDialog(node, dialog, say).open();
  },

  /** Called when the button of the node is pressed. */
  async pollNow(node) {
    const say = (key, values) => node._(`coupa-poll.${key}`, values);
    const label = RED.utils.getNodeLabel(node, node.id);
    try {
      await ask('POST', `poll-now/${encodeURIComponent(node.id)}`);
      RED.notify(say('button.polling', { label }), { type: 'success', id: 'coupa-poll', timeout: 2000 });
    } catch (error) {
      const why = { 403: 'button.forbidden', 404: 'button.undeployed' }[error.status] ?? 'button.failed';
      RED.notify(say(why), 'error');
    }
  },
};

globalThis.coupaEditor = { ...globalThis.coupaEditor, poll };

/** Properties whose defaults are the resource's own. */
const ownFields = ['idField', 'updatedDateField', 'createdDateField'];

class PollDialog {
  #node;
  #dialog;
  #say;
  #resources = [];
  #resource;
  #updateSections;

  constructor(node, dialog, say) {
    this.#node = node;
    this.#dialog = dialog;
    this.#say = say;
  }

  open() {
    const say = this.#say;
    const dialog = this.#dialog;
    const body = () => this.#body();
    this.#updateSections = foldSections(dialog, { say, defaults: () => this.#defaults() });
    const preview = livePreview(dialog.querySelector('#coupa-poll-preview'), {
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
      trial.replaceChildren();
    };
    dialog.addEventListener('input', changed);
    $(dialog).on('change', changed);
    preview();
    tryIt(dialog.querySelector('#coupa-poll-try'), trial, {
      say,
      path: 'try',
      body,
      ready: () => (body().connection ? undefined : say('try.connectionFirst')),
    });
    showHistory(
      dialog.querySelector('[data-coupa-section="history"]'),
      dialog.querySelector('#coupa-poll-history'),
      {
        say,
        id: this.#node.id,
      },
    );
    this.#chooseResource();
  }

  async #chooseResource() {
    const say = this.#say;
    const input = field('resource');
    searchableList(input, {
      label: say('label.resource'),
      none: say('resource.none'),
      entries: () => this.#resources.map((one) => ({ value: one.name, facts: factsOf(one, say) })),
    });
    const builder = queryBuilder(this.#dialog.querySelector('#coupa-poll-builder'), {
      say,
      url: field('url'),
      resource: () => this.#resource,
    });
    $(input).on('change', () => {
      this.#takeResource();
      builder.show();
    });
    this.#resources = await loadResources();
    // The dialog may be gone by now.
    if (!input.isConnected) return;
    this.#resource = findResource(this.#resources, input.value);
    for (const name of ownFields) {
      if (this.#node[name] === undefined && this.#resource) field(name).value = this.#resource[name];
    }
    this.#showFacts();
    this.#updateSections();
    builder.show();
  }

  /** Another resource brings its own fields and URL along; what a user wrote into them stays. */
  #takeResource() {
    const before = this.#resource;
    const now = findResource(this.#resources, field('resource').value);
    this.#resource = now;
    this.#showFacts();
    for (const name of ownFields) {
      const preset = String(before?.[name] ?? this.#node._def.defaults[name].value);
      if (now && field(name).value === preset) $(field(name)).val(now[name]).trigger('change');
    }
    const url = field('url');
    const parts = takeApart(url.value);
    if (before && now && parts?.path === before.path) {
      url.value = putTogether({ ...parts, path: now.path });
      $(url).trigger('change');
    }
  }

  #showFacts() {
    const place = this.#dialog.querySelector('#coupa-poll-resource-facts');
    const say = this.#say;
    const one = this.#resource;
    if (one === undefined) {
      const unknown = this.#resources.length > 0 && field('resource').value !== '';
      place.replaceChildren(unknown ? say('resource.unknown') : '');
      return;
    }
    const flag = one.exported ? [make('span', {}, icon('flag-o'), ` ${say('resource.exported')}`)] : [];
    place.replaceChildren(
      make('code', {}, one.path),
      make('span', {}, icon('key'), ` ${one.scope}`),
      ...flag,
    );
  }

  /** What the runtime is asked with: the dialog's fields, and those of the connection that is chosen in it. */
  #body() {
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
      connection: connectionOfEditor(field('connection').value),
    };
  }

  #defaults() {
    const presets = Object.entries(this.#node._def.defaults).map(([name, { value }]) => [name, value]);
    const own = ownFields.filter(() => this.#resource).map((name) => [name, this.#resource[name]]);
    return Object.fromEntries([...presets, ...own]);
  }
}

function factsOf({ path, scope, exported }, say) {
  return [path, scope, exported && say('resource.exported')].filter(Boolean).join(' · ');
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
