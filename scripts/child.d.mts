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

export function startChild(name: string, args: string[], options?: ChildOptions): Child;
