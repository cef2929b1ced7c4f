import { findResource, loadResources, resourcesSoFar } from '../../editor/ask/catalogue';
import { lastAnswer } from '../../editor/ask/last-answer';
import { isChoosing, searchableList } from '../../editor/fields/combobox';
import { inputOf } from '../../editor/fields/field';
import { make } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { factsOf, ResourceFacts } from '../../editor/resource/resource-facts';
import { type Facts, loadFacts } from './facts';

/** The field that chooses the resource, and what is known of that. */
export class ResourceChoice {
  private readonly say: Say;
  private readonly place: HTMLElement;
  private readonly input = inputOf('resource');
  private readonly known: ResourceFacts;
  private readonly taken: () => void;
  private readonly scopes: () => string | undefined;
  private name: string | undefined;
  private factsOfResource: Facts | undefined;

  /**
   * @param place where is said what is known of the resource
   * @param taken called when something else is known than before
   * @param scopes that what is chosen needs, separated by spaces; `undefined`: not known
   */
  constructor(place: HTMLElement, say: Say, taken: () => void, scopes: () => string | undefined) {
    this.place = place;
    this.say = say;
    this.taken = taken;
    this.scopes = scopes;
    this.known = new ResourceFacts(place, this.input, say);
  }

  /** What is known of what the field names. */
  get facts(): Facts | undefined {
    return this.factsOfResource;
  }

  /** Makes the field a list of what can be chosen, and follows it. */
  async start(): Promise<void> {
    const say = this.say;
    searchableList(this.input, {
      label: say('label.resource'),
      none: say('resource.none'),
      entries: () => resourcesSoFar().map((one) => ({ value: one.name, facts: factsOf(one, say) })),
    });
    $(this.input).on('change', () => this.follow());
    await loadResources();
    // The dialog may be gone by now.
    if (this.input.isConnected) this.follow();
  }

  private readonly answered = lastAnswer<Facts | undefined>((outcome) => {
    this.factsOfResource = 'answer' in outcome ? outcome.answer : undefined;
    if (!this.input.isConnected) return;
    this.show();
    this.taken();
  });

  private follow(): void {
    const name = this.input.value.trim();
    if (name === this.name || isChoosing(this.input)) return;
    this.name = name;
    void this.answered(async () => (name === '' || name.includes('$') ? undefined : loadFacts(name)));
  }

  /** Says what is known, anew where something else is to be done with the records. */
  show(): void {
    const name = this.name ?? '';
    const found = findResource(resourcesSoFar(), name);
    if (name === '') this.place.replaceChildren(this.say('resource.byMessage'));
    else if (name.includes('$')) this.place.replaceChildren();
    else if (found === undefined && this.factsOfResource !== undefined && name.includes('/'))
      this.showPath(this.factsOfResource);
    else this.known.show(found, this.scopes() ?? '');
  }

  /** A list below a record, which the catalogue has no name for. */
  private showPath({ path, isKnown }: Facts): void {
    this.place.replaceChildren(
      make('span', { class: 'coupa-line' }, make('code', {}, path)),
      ...(isKnown ? [] : [this.say('resource.unknownPath')]),
    );
  }
}
