import type { Resource } from '../../../lib/catalogue/resources';
import { nearestName, resourcesSoFar } from '../ask/catalogue';
import { setField } from '../fields/field';
import { icon, make, smallButton } from '../page/make';
import type { Say } from '../page/say';

/** What is known of a resource, for the list to choose from. */
export function factsOf(resource: Resource, say: Say): string[] {
  const { path, scope, exported } = resource;
  const flag = exported ? [say('resource.exported')] : [];
  return [path, scope, ...flag, ...sameAs(resource, say)].filter((fact) => fact !== '');
}

/** Says below the resource's field what is known of the resource, or which one was probably meant. */
export class ResourceFacts {
  private readonly place: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly say: Say;

  constructor(place: HTMLElement, input: HTMLInputElement, say: Say) {
    this.place = place;
    this.input = input;
    this.say = say;
  }

  /**
   * Shows what is known of the resource that the field names.
   *
   * @param scopes that what is done with it needs, separated by spaces; empty: not known; default: the one that reads it
   */
  show(resource: Resource | undefined, scopes = resource?.scope ?? ''): void {
    if (resource === undefined) void this.showUnknown();
    else this.place.replaceChildren(...this.known(resource, scopes));
  }

  private known(resource: Resource, scopes: string): (Node | string)[] {
    const say = this.say;
    const title = say('resource.scope');
    const key = make('span', { title }, icon('key fa-fw'), ' ', make('code', {}, scopes));
    const flag = make(
      'span',
      { title: say('resource.exportedFlag') },
      icon('flag-o fa-fw'),
      ` ${say('resource.exported')}`,
    );
    return [
      make('span', { class: 'coupa-line' }, make('code', {}, resource.path)),
      ...(scopes === '' ? [] : [key]),
      ...(resource.exported ? [flag] : []),
      ...sameAs(resource, say),
    ];
  }

  private async showUnknown(): Promise<void> {
    const name = this.input.value;
    const isUnknown = resourcesSoFar().length > 0 && name !== '';
    this.place.replaceChildren(isUnknown ? this.say('resource.unknown') : '');
    const meant = isUnknown ? await nearestName(name) : undefined;
    if (meant === undefined || !this.input.isConnected || this.input.value !== name) return;
    const take = () => {
      setField(this.input, meant);
      this.input.focus();
    };
    this.place.append(smallButton({ onclick: take }, this.say('resource.meant', { name: meant })));
  }
}

/** Open Connectors has two names for one list. */
function sameAs({ name, path }: Resource, say: Say): string[] {
  return resourcesSoFar()
    .filter((other) => other.path === path && other.name !== name)
    .map((other) => say('resource.same', { name: other.name }));
}
