import { ask, findResource, lastAnswer, loadResources } from './ask.js';
import { icon, make, showing, unhurried } from './dom.js';
import { resourceInDialog } from './open-polls.js';

/** Names of the resources that the poll nodes on a connection read; of those that are open, what their dialogs say. */
export function resourcesOfFlow(connectionId) {
  const deployed = RED.nodes.filterNodes({ type: 'coupa-poll' });
  const open = RED.editor.getEditStack().filter(({ type }) => type === 'coupa-poll');
  const names = deployed
    .filter((node) => node.connection === connectionId && !open.some(({ id }) => id === node.id))
    .map((node) => node.resource);
  return [...new Set([...names, ...open.map(resourceInDialog)].filter(Boolean))];
}

/**
 * Says under the scopes which of them are probably misspelt, and which ones the flow's nodes need beside them, with buttons
 * that do it.
 *
 * @returns {{ tested(report: object): void }} `tested`: tells what a test of the connection found
 */
export function proposeScopes(place, { say, id }) {
  const proposal = new ScopeProposal(place, say, id);
  proposal.start();
  return proposal;
}

class ScopeProposal {
  #showing;
  #say;
  #id;
  #input = document.getElementById('node-config-input-scope');
  #resources = [];
  /** Scopes of the text that is in the field which are like a known one: `{ scope, meant }`. */
  #misspelt = [];
  /** What a token for the text in the field carries, once that was tested. */
  #granted = { text: undefined, scopes: [] };

  constructor(place, say, id) {
    this.#showing = showing(place, (proposed) => this.#parts(proposed));
    this.#say = say;
    this.#id = id;
  }

  async start() {
    const answered = lastAnswer(({ misspelt = [] }) => {
      this.#misspelt = misspelt;
      this.#show();
    });
    const check = () => {
      if (this.#input.value.trim() === '') answered(async () => ({}));
      else answered(() => ask('POST', 'check-scopes', { scope: this.#input.value }));
    };
    const checkSoon = unhurried(check, 800);
    $(this.#input).on('input change', () => {
      this.#show();
      checkSoon();
    });
    // Another client has other scopes.
    $('#node-config-input-siteAddress, #node-config-input-clientId').on('input change', () => {
      this.#granted = { scopes: [] };
      this.#show();
    });
    check();
    this.#resources = await loadResources();
    this.#show();
  }

  tested({ scopes, resources = [] }) {
    const reading = resources.filter(({ ok }) => ok).map(({ name }) => this.#scopeOf(name));
    this.#granted = { text: this.#input.value, scopes: [...(scopes ?? []), ...reading] };
    this.#show();
  }

  #show() {
    const named = scopesIn(this.#input.value);
    // One that was taken out of the field since it was checked.
    const misspelt = this.#misspelt.filter(({ scope }) => named.includes(scope));
    const missing = this.#missing([...named, ...misspelt.map(({ meant }) => meant)]);
    this.#showing({ misspelt, missing, isOptional: named.length === 0 });
  }

  #parts({ misspelt, missing, isOptional }) {
    const corrections = misspelt.map((one) => this.#correction(one));
    return missing.length === 0 ? corrections : [...corrections, this.#addition(missing, isOptional)];
  }

  /** What the nodes need and the field does not name; nothing that a token for this very text was seen to carry. */
  #missing(named) {
    const { text, scopes } = this.#granted;
    const known = text === this.#input.value ? [...named, ...scopes] : named;
    const needed = resourcesOfFlow(this.#id).map((name) => this.#scopeOf(name));
    return [...new Set(needed)].filter((scope) => scope && !known.includes(scope)).sort();
  }

  #scopeOf(name) {
    return findResource(this.#resources, name)?.scope;
  }

  #correction({ scope, meant }) {
    return make(
      'div',
      {},
      make('span', {}, this.#say('scopes.misspelt', { scope, meant })),
      this.#button('scopes.replace', 'check', () => {
        const corrected = scopesIn(this.#input.value).map((one) => (one === scope ? meant : one));
        return [...new Set(corrected)];
      }),
    );
  }

  #addition(missing, isOptional) {
    const words = { count: missing.length };
    return make(
      'div',
      {},
      make('span', {}, isOptional ? this.#say('scopes.optional', words) : this.#say('scopes.missing', words)),
      ...missing.map((scope) => make('code', {}, scope)),
      this.#button(missing.length > 1 ? 'scopes.addAll' : 'scopes.add', 'plus', () => [
        ...scopesIn(this.#input.value),
        ...missing,
      ]),
    );
  }

  /** `scopes`: those that the field names once the button is pressed. */
  #button(key, sign, scopes) {
    const onclick = () => {
      this.#input.value = scopes().join(' ');
      $(this.#input).trigger('change');
      this.#input.focus();
    };
    const attributes = { type: 'button', class: 'red-ui-button red-ui-button-small', onclick };
    return make('button', attributes, icon(sign), ` ${this.#say(key)}`);
  }
}

function scopesIn(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}
