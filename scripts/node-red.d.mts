import type { Child } from './child.mjs';

export interface NodeRedOptions {
  nodeRed: string;
  userDir: string;
  node?: string;
  env?: Record<string, string | undefined>;
  settings?: Record<string, unknown>;
}

export interface NodeRed extends Child {
  readonly url: string;
  deploy(flows: object[], type?: DeploymentType): Promise<void>;
}

export type DeploymentType = 'full' | 'nodes' | 'flows' | 'reload';

export function startNodeRed(options: NodeRedOptions): Promise<NodeRed>;
