import type { ResourceDescription } from './model/description';
import type { OneReading } from './one-reading';

/** A resource, and the hook that imports it. */
export interface Named {
  reading: OneReading;
  resource: ResourceDescription;
}

/** The resources of several hooks. Where several poll, each node is called what its hook's data set is called. */
export function namedResources(readings: readonly OneReading[]): Named[] {
  const importing = readings.filter(({ description }) => description.resources.length > 0);
  return importing.flatMap((reading) =>
    reading.description.resources.map((resource) => {
      const { name } = reading.description;
      return { reading, resource: importing.length > 1 && name !== '' ? { ...resource, name } : resource };
    }),
  );
}
