import type { Resource } from '../../../lib/catalogue/resources';
import { findResource, loadResources, resourcesSoFar } from '../../editor/ask/catalogue';
import { searchableList } from '../../editor/fields/combobox';
import { inputOf, setField } from '../../editor/fields/field';
import type { Say } from '../../editor/page/say';
import { factsOf, ResourceFacts } from '../../editor/resource/resource-facts';
import type { PollNode } from './defaults';
import { putTogether, takeApart } from './query/template-url';

/** Properties whose defaults are the resource's own. */
const ownFields = ['idField', 'updatedDateField', 'createdDateField'] as const;

/** What is done when a resource was chosen. */
export interface ChoiceEvents {
  /** The field says another one, or the catalogue knows none of the name. */
  taken: () => void;
  /** The catalogue is there, so the resource of the node is known. */
  loaded: () => void;
}

/** The field that chooses the resource, and what that brings along. */
export class ResourceChoice {
  private readonly node: PollNode;
  private readonly say: Say;
  private readonly input = inputOf('resource');
  private readonly factsOfResource: ResourceFacts;
  /** What the resource's field said last. */
  private name = this.input.value;
  private chosenResource: Resource | undefined;
  /** The last resource of the catalogue that was chosen: what the fields may still hold. */
  private lastKnown: Resource | undefined;

  /** @param facts where is said what is known of the resource */
  constructor(node: PollNode, facts: HTMLElement, say: Say) {
    this.node = node;
    this.say = say;
    this.factsOfResource = new ResourceFacts(facts, this.input, say);
  }

  /** The resource that the field names; `undefined`: the catalogue has none of this name, or is not there yet. */
  get chosen(): Resource | undefined {
    return this.chosenResource;
  }

  /** The defaults that the resource has of its own. */
  ownFields(): Record<string, string> {
    const chosen = this.chosenResource;
    return chosen === undefined ? {} : Object.fromEntries(ownFields.map((name) => [name, chosen[name]]));
  }

  /** Makes the field a list of what can be chosen, and follows it. */
  async start({ taken, loaded }: ChoiceEvents): Promise<void> {
    const say = this.say;
    searchableList(this.input, {
      label: say('label.resource'),
      none: say('resource.none'),
      entries: () => resourcesSoFar().map((one) => ({ value: one.name, facts: factsOf(one, say) })),
    });
    $(this.input).on('change', () => {
      this.take();
      taken();
    });
    const catalogue = await loadResources();
    // The dialog may be gone by now.
    if (!this.input.isConnected) return;
    const chosen = findResource(catalogue, this.input.value);
    this.chosenResource = chosen;
    this.lastKnown = chosen;
    for (const [name, value] of Object.entries(this.ownFields()))
      if (this.node[name] === undefined) inputOf(name).value = value;
    this.factsOfResource.show(chosen);
    loaded();
    // It is known only now whether there is such a resource.
    if (chosen === undefined) $(this.input).trigger('change');
  }

  /** Another resource brings its own fields and URL along; what a user wrote into them stays. */
  private take(): void {
    const name = this.input.value;
    const chosen = findResource(resourcesSoFar(), name);
    this.chosenResource = chosen;
    this.factsOfResource.show(chosen);
    // Node-RED tells a change as the dialog opens, too: what a flow has may not be written over then.
    if (name === this.name) return;
    this.name = name;
    if (chosen === undefined) return;
    this.adopt(chosen, this.lastKnown);
    this.lastKnown = chosen;
  }

  private adopt(now: Resource, before: Resource | undefined): void {
    for (const name of ownFields) {
      const preset = String(before?.[name] ?? this.node._def.defaults[name]?.value);
      const field = inputOf(name);
      if (field.value === preset) setField(field, now[name]);
    }
    const url = inputOf('url');
    const parts = takeApart(url.value);
    // The filters stay, and the list is that of the resource, however that got its name.
    if (parts && parts.path !== now.path && resourcesSoFar().some(({ path }) => path === parts.path))
      setField(url, putTogether({ ...parts, path: now.path }));
  }
}
