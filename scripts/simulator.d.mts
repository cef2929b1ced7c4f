import type { SimulatorProcess } from './programs.js';

export function startSimulator(options?: { change?: number; args?: string[] }): Promise<SimulatorProcess>;
