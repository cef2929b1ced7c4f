export interface RunOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  quiet?: boolean;
  title?: string;
  timeout?: number;
}

export function say(sentence: string): void;
export function run(command: string, args: string[], options?: RunOptions): Promise<number>;
export function npm(args: string[], options?: RunOptions & { node?: string }): Promise<number>;
export function npmCli(): string;
