import type { Resource } from '../../../lib/catalogue/resources';
import type { MisspeltScope } from '../../../lib/catalogue/scopes-in';
import { scopesIn } from '../../../lib/catalogue/scopes-in';
import { type Answer, ask } from '../../editor/ask/ask';
import { findResource, loadResources } from '../../editor/ask/catalogue';
import { lastAnswer } from '../../editor/ask/last-answer';
import { inputOf, onEdit, setField } from '../../editor/fields/field';
import { icon, make, smallButton } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { showing } from '../../editor/page/showing';
import { unhurried } from '../../editor/page/unhurried';
import { resourcesOfFlow } from './resources-of-flow';

/** What is said of the scopes in the field. */
interface Proposed {
  misspelt: MisspeltScope[];
  /** Scopes that the flow's nodes need and the field does not name. */
  missing: string[];
  /** The field names none, which leaves the choice to Coupa. */
  isOptional: boolean;
}

/**
 * Says under the scopes which of them are probably misspelt, and which ones the flow's nodes need beside them, with buttons
 * that do it.
 */
export class ScopeProposal {
  private readonly showing: (proposed: Proposed) => void;
  private readonly say: Say;
  private readonly id: string;
  private readonly input = inputOf('scope', 'node-config-input-');
  private resources: readonly Resource[] = [];
  /** Scopes of the text that is in the field which are like a known one. */
  private misspelt: MisspeltScope[] = [];
  /** What a token for the text in the field carries, once that was tested. */
  private granted: { text?: string; scopes: string[] } = { scopes: [] };

  /** @param id the connection's */
  constructor(place: Element, say: Say, id: string) {
    this.showing = showing(place, (proposed) => this.parts(proposed));
    this.say = say;
    this.id = id;
  }

  /** Looks at the field now, and whenever it changes. */
  async start(): Promise<void> {
    const checkSoon = unhurried(() => this.check(), 800);
    onEdit(this.input, () => {
      this.show();
      checkSoon();
    });
    // Another client has other scopes.
    for (const name of ['siteAddress', 'clientId']) {
      onEdit(inputOf(name, 'node-config-input-'), () => {
        this.granted = { scopes: [] };
        this.show();
      });
    }
    this.check();
    this.resources = await loadResources();
    this.show();
  }

  /** Tells what a test of the connection found. */
  tested({ scopes = [], resources }: Answer<'test-connection'>): void {
    const reading = resources.filter(({ ok }) => ok).flatMap(({ name }) => this.scopeOf(name) ?? []);
    this.granted = { text: this.input.value, scopes: [...scopes, ...reading] };
    this.show();
  }

  private readonly answered = lastAnswer<MisspeltScope[]>((outcome) => {
    this.misspelt = 'answer' in outcome ? outcome.answer : [];
    this.show();
  });

  private check(): void {
    const scope = this.input.value;
    void this.answered(async () => {
      if (scope.trim() === '') return [];
      const answer = await ask({ path: 'check-scopes', body: { scope } });
      return answer.error ? [] : answer.misspelt;
    });
  }

  private show(): void {
    const named = scopesIn(this.input.value);
    // One that was taken out of the field since it was checked.
    const misspelt = this.misspelt.filter(({ scope }) => named.includes(scope));
    const missing = this.missing([...named, ...misspelt.map(({ meant }) => meant)]);
    this.showing({ misspelt, missing, isOptional: named.length === 0 });
  }

  private parts({ misspelt, missing, isOptional }: Proposed): Node[] {
    const corrections = misspelt.map((one) => this.correction(one));
    return missing.length === 0 ? corrections : [...corrections, this.addition(missing, isOptional)];
  }

  /** What the nodes need and the field does not name; nothing that a token for this very text was seen to carry. */
  private missing(named: string[]): string[] {
    const { text, scopes } = this.granted;
    const known = text === this.input.value ? [...named, ...scopes] : named;
    const needed = resourcesOfFlow(this.id).flatMap((name) => this.scopeOf(name) ?? []);
    return [...new Set(needed)].filter((scope) => scope !== '' && !known.includes(scope)).sort();
  }

  private scopeOf(name: string): string | undefined {
    return findResource(this.resources, name)?.scope;
  }

  private correction({ scope, meant }: MisspeltScope): HTMLElement {
    return make(
      'div',
      {},
      make('span', {}, this.say('scopes.misspelt', { scope, meant })),
      this.button('scopes.replace', 'check', () => {
        const corrected = scopesIn(this.input.value).map((one) => (one === scope ? meant : one));
        return [...new Set(corrected)];
      }),
    );
  }

  private addition(missing: string[], isOptional: boolean): HTMLElement {
    const words = { count: missing.length };
    return make(
      'div',
      {},
      make('span', {}, isOptional ? this.say('scopes.optional', words) : this.say('scopes.missing', words)),
      ...missing.map((scope) => make('code', {}, scope)),
      this.button(missing.length > 1 ? 'scopes.addAll' : 'scopes.add', 'plus', () => [
        ...scopesIn(this.input.value),
        ...missing,
      ]),
    );
  }

  /** @param scopes those that the field names once the button is pressed */
  private button(key: string, sign: string, scopes: () => string[]): HTMLElement {
    const onclick = () => {
      setField(this.input, scopes().join(' '));
      this.input.focus();
    };
    return smallButton({ onclick }, icon(sign), ` ${this.say(key)}`);
  }
}
