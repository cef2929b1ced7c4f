/** What the command needs of its surroundings; `process` is one. */
export interface Process {
  env: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  /** Ends the examination. */
  signal?: AbortSignal;
}
