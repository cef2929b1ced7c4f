/** One node of a Node-RED flow file. */
export interface FlowNode {
  id: string;
  type: string;
  /** Id of its tab; none for tabs and configuration nodes. */
  z?: string;
  x?: number;
  y?: number;
  wires?: string[][];
  [property: string]: unknown;
}

/**
 * Variables of an imported tab: what an instance says that no property of a node holds. Nodes of the tab read them as
 * `${OPEN_CONNECTORS_…}`, and a notification is built with them.
 */
export const tabVariables = {
  element: 'OPEN_CONNECTORS_ELEMENT',
  name: 'OPEN_CONNECTORS_INSTANCE_NAME',
  tags: 'OPEN_CONNECTORS_INSTANCE_TAGS',
  enabled: 'OPEN_CONNECTORS_NOTIFICATION_ENABLED',
  callbackUrl: 'OPEN_CONNECTORS_CALLBACK_URL',
  headers: 'OPEN_CONNECTORS_CALLBACK_HEADERS',
} as const;
