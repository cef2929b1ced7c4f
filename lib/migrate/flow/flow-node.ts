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
