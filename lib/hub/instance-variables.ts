import { parsedJson } from '../base/json';

/**
 * Variables of an imported tab: what an instance says that no property of a node holds. Nodes of the tab read them as
 * `${OPEN_CONNECTORS_…}`, and a notification is built with them.
 */
export const instanceVariables = {
  element: 'OPEN_CONNECTORS_ELEMENT',
  name: 'OPEN_CONNECTORS_INSTANCE_NAME',
  tags: 'OPEN_CONNECTORS_INSTANCE_TAGS',
  enabled: 'OPEN_CONNECTORS_NOTIFICATION_ENABLED',
  callbackUrl: 'OPEN_CONNECTORS_CALLBACK_URL',
  headers: 'OPEN_CONNECTORS_CALLBACK_HEADERS',
} as const;

/** Reads the tags that a tab's variable holds, as a list or as JSON; one that a user has made into plain text is a tag. */
export function readTags(value: unknown): string[] {
  const tags = typeof value === 'string' ? (parsedJson(value) ?? value) : (value ?? []);
  return (Array.isArray(tags) ? tags : [tags]).flatMap((tag: unknown) =>
    ['string', 'number', 'boolean'].includes(typeof tag) ? [String(tag)] : [],
  );
}
