import type { MisspeltScope } from '../../../lib/catalogue/scopes-in';
import { scopesIn } from '../../../lib/catalogue/scopes-in';
import type { NeededScope } from '../../../lib/connection/diagnose/connection-report';
import { type Answer, ask } from '../../editor/ask/ask';
import { lastAnswer } from '../../editor/ask/last-answer';
import { inputOf, onEdit, setField } from '../../editor/fields/field';
import { icon, make, smallButton } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { showing } from '../../editor/page/showing';
import { unhurried } from '../../editor/page/unhurried';
import { scopeWithNodes } from './scope-with-nodes';
import { usesOfFlow } from './uses-of-flow';

/** What the runtime says of the scopes in the field, and of those that the flow's nodes need. */
type Checked = Omit<Answer<'check-scopes'>, 'error'>;

/** What is said of the scopes in the field. */
interface Proposed {
  misspelt: MisspeltScope[];
  /** Scopes that the flow's nodes need and the field does not name. */
  missing: NeededScope[];
  /** What people call the nodes of which nobody knows what they need. */
  open: string[];
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
  private checked: Checked = { misspelt: [], needed: [], open: [] };
  /** What a token for the text in the field carries, once that was tested. */
  private granted: { text?: string; scopes: string[] } = { scopes: [] };

  /** @param id the connection's */
  constructor(place: Element, say: Say, id: string) {
    this.showing = showing(place, (proposed) => this.parts(proposed));
    this.say = say;
    this.id = id;
  }

  /** Looks at the field now, and whenever it changes. */
  start(): void {
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
  }

  /** Tells what a test of the connection found. */
  tested({ scopes = [], needed = [] }: Answer<'test-connection'>): void {
    const seen = needed.filter(({ granted }) => granted).map(({ scope }) => scope);
    this.granted = { text: this.input.value, scopes: [...scopes, ...seen] };
    this.show();
  }

  private readonly answered = lastAnswer<Checked>((outcome) => {
    // Where nobody answers, what the nodes need is as it was.
    this.checked = 'answer' in outcome ? outcome.answer : { ...this.checked, misspelt: [] };
    this.show();
  });

  private check(): void {
    // The dialog may be closed by now.
    if (!this.input.isConnected) return;
    const body = { scope: this.input.value, uses: usesOfFlow(this.id) };
    void this.answered(async () => {
      const answer = await ask({ path: 'check-scopes', body });
      return answer.error ? { ...this.checked, misspelt: [] } : answer;
    });
  }

  private show(): void {
    const named = scopesIn(this.input.value);
    // One that was taken out of the field since it was checked.
    const misspelt = this.checked.misspelt.filter(({ scope }) => named.includes(scope));
    const missing = this.missing([...named, ...misspelt.map(({ meant }) => meant)]);
    const isOptional = named.length === 0;
    // What Coupa decides, nobody has to name.
    this.showing({ misspelt, missing, isOptional, open: isOptional ? [] : this.checked.open });
  }

  private parts({ misspelt, missing, isOptional, open }: Proposed): Node[] {
    return [
      ...misspelt.map((one) => this.correction(one)),
      ...(missing.length === 0 ? [] : [this.addition(missing, isOptional)]),
      ...(open.length === 0 ? [] : [make('div', {}, this.say('scopes.open', { nodes: open.join(', ') }))]),
    ];
  }

  /** What the nodes need and the field does not name; nothing that a token for this very text was seen to carry. */
  private missing(named: string[]): NeededScope[] {
    const { text, scopes } = this.granted;
    const known = text === this.input.value ? [...named, ...scopes] : named;
    return this.checked.needed.filter(({ scope }) => !known.includes(scope));
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

  private addition(missing: NeededScope[], isOptional: boolean): HTMLElement {
    const words = { count: missing.length };
    return make(
      'div',
      {},
      make('span', {}, isOptional ? this.say('scopes.optional', words) : this.say('scopes.missing', words)),
      ...missing.flatMap((one) => [scopeWithNodes(one), ' ']),
      this.button(missing.length > 1 ? 'scopes.addAll' : 'scopes.add', 'plus', () => [
        ...scopesIn(this.input.value),
        ...missing.map(({ scope }) => scope),
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
