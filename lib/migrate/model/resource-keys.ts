import type { ResourceDescription } from './description';

/** What tells the resources of a description apart, in their order: the resource's name where it is the only one, else with its node's. */
export function resourceKeys(resources: readonly Pick<ResourceDescription, 'resource' | 'name'>[]): string[] {
  const counts = new Map<string, number>();
  for (const { resource } of resources) counts.set(resource, (counts.get(resource) ?? 0) + 1);
  const used = new Set<string>();
  return resources.map(({ resource, name }, index) => {
    if (counts.get(resource) === 1) return resource;
    const named = `${resource} (${name || index + 1})`;
    const key = used.has(named) ? `${named} ${index + 1}` : named;
    used.add(key);
    return key;
  });
}
