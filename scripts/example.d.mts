export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

export function connectTo(
  tenant: { url: string; clientId: string; clientSecret: string; csoApiKey?: string },
  flows: FlowNode[],
): FlowNode[];
