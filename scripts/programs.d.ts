// The types that the scripts' modules and the tests share: in a CommonJS file, since the tests are CommonJS.
import type { ChildProcess } from 'node:child_process';

export interface ChildOptions {
  node?: string;
  cwd?: string;
  env?: Record<string, string | undefined>;
}

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly process: ChildProcess;
  readonly exited: Promise<ChildEnd>;
  readonly running: boolean;
  readonly lines: string[];
  onLine(listener: (line: string) => void): () => void;
  waitFor(expression: RegExp, options?: { timeout?: number; from?: number }): Promise<string>;
  stop(signal?: NodeJS.Signals): Promise<ChildEnd>;
}

export interface NodeRedOptions {
  nodeRed: string;
  userDir: string;
  node?: string;
  env?: Record<string, string | undefined>;
  settings?: Record<string, unknown>;
}

export type DeploymentType = 'full' | 'nodes' | 'flows' | 'reload';

export interface NodeRedProcess extends Child {
  readonly url: string;
  deploy(flows: object[], type?: DeploymentType): Promise<void>;
}

export interface SimulatorProcess extends Child {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export type PlatformName = 'node-red-4' | 'node-red-5' | 'node-26';

export interface Platform {
  readonly name: PlatformName;
  readonly node: string;
  readonly nodeRed: string;
}
