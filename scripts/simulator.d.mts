import type { Child } from './child.mjs';

export interface SimulatorProcess extends Child {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export function startSimulator(options?: { change?: number; args?: string[] }): Promise<SimulatorProcess>;
