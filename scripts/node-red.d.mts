import type { NodeRedOptions, NodeRedProcess } from './programs.js';

export function startNodeRed(options: NodeRedOptions): Promise<NodeRedProcess>;
