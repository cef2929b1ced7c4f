import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeRedProcess, Platform } from '../../../scripts/programs';
import { makeUserDir } from '../../e2e/harness/installed';
import { ask } from '../ask';
import { counter, type FlowNode } from './flows';

/** What a process had used of CPU (milliseconds) and had of memory (bytes) at a moment of its own clock. */
export interface Usage {
  cpu: number;
  at: number;
  rss: number;
  heapUsed: number;
  /** Messages that the probe has counted. */
  counted: number;
}

/** What a probe measured from its first message to the last that it expected. */
export interface Run {
  milliseconds: number;
  /** Milliseconds of CPU, all threads. */
  cpu: number;
  /** How long the event loop was held up, milliseconds. */
  loop: { p99: number; max: number };
  memory: { counted: number; rss: number; heapUsed: number }[];
  /** The most resident memory meanwhile, bytes. */
  peak: number;
}

/** A message that a probe sends, and how many it expects back. */
export interface RunQuestion {
  expected: number;
  message?: object;
  /** Each message that comes back sends one more. */
  again?: boolean;
}

/** A Node-RED with the package installed in it and probes at hand. */
export class BenchNodeRed {
  constructor(private readonly process: NodeRedProcess) {}

  /** Of its editor. */
  get url(): string {
    return this.process.url;
  }

  /** @throws as soon as Node-RED logs an error: what is waited for may not come any more */
  run(question: RunQuestion, probe = counter): Promise<Run> {
    return new Promise((resolve, reject) => {
      const stopListening = this.process.onLine((line) => {
        if (isError(line)) reject(new Error(`Node-RED reported:\n${line}`));
      });
      ask<Run>(this.process, { message: { payload: '' }, ...question, ask: 'run', probe })
        .then(resolve, reject)
        .finally(stopListening);
    });
  }

  /** Waits until a probe has counted so many messages. */
  async wait(expected: number, probe = counter): Promise<void> {
    await ask(this.process, { ask: 'wait', probe, expected });
  }

  /** Lets the clocks of its process go ahead. */
  async advance(ms: number): Promise<void> {
    await ask(this.process, { ask: 'advance', probe: counter, ms });
  }

  usage(): Promise<Usage> {
    return ask<Usage>(this.process, { ask: 'usage', probe: counter });
  }

  /** Sends a signal to its process. */
  signal(signal: NodeJS.Signals): void {
    this.process.process.kill(signal);
  }

  /** Calls back with every line that it has printed and will print. */
  onEachLine(listener: (line: string) => void): void {
    for (const line of this.process.lines) listener(line);
    this.process.onLine(listener);
  }

  /** Lines that a user would call an error. */
  get errors(): string[] {
    return this.process.lines.filter(isError);
  }
}

function isError(line: string): boolean {
  return /\[error\]|^\w*Error: |Uncaught Exception/.test(line);
}

/** How a Node-RED is started. */
export interface StartOptions {
  /** Options of Node.js for it. */
  nodeOptions?: string;
  /** Whose package is installed in it: the folder of a checkout that was built. Absent: this one. */
  checkout?: string | undefined;
  env?: Readonly<Record<string, string>>;
  /** Lays something beside the package into the user directory. */
  prepare?(userDir: string): Promise<void>;
}

/** A Node-RED that was started. */
export interface Started {
  nodeRed: BenchNodeRed;
  /** Ends it and removes its user directory. */
  end(): Promise<void>;
}

/**
 * Runs something in a new Node-RED with these flows, with the package installed from its tarball, and ends it.
 *
 * @throws when Node-RED logged an error: then something else was measured than was meant to be
 */
export async function withNodeRed<Result>(
  flows: FlowNode[],
  use: (nodeRed: BenchNodeRed) => Promise<Result>,
  options: StartOptions = {},
): Promise<Result> {
  const { nodeRed, end } = await startNodeRed(flows, options);
  try {
    const result = await use(nodeRed);
    if (nodeRed.errors.length > 0) throw new Error(`Node-RED reported:\n${nodeRed.errors.join('\n')}`);
    return result;
  } finally {
    await end();
  }
}

/** Starts a new Node-RED with these flows, with the package installed from its tarball. */
export async function startNodeRed(
  flows: FlowNode[],
  { nodeOptions = '', checkout, env = {}, prepare }: StartOptions = {},
): Promise<Started> {
  const { startNodeRed: start } = await import('../../../scripts/node-red.mjs');
  const platform = await ownPlatform();
  const userDir = await makeUserDir(platform, checkout);
  await prepare?.(userDir);
  const settings = { nodesDir: copyOfProbe(userDir) };
  const child = await start({ ...platform, userDir, settings, env: { ...env, NODE_OPTIONS: nodeOptions } });
  const end = async () => {
    await child.stop();
    rmSync(userDir, { recursive: true, force: true });
  };
  try {
    await child.deploy(flows);
    const missing = child.lines.find((line) => /missing types/.test(line));
    if (missing !== undefined) throw new Error(`The package has not every node of the flow: ${missing}`);
    return { nodeRed: new BenchNodeRed(child), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** This process' own Node.js, and the Node-RED of the checkout. */
export async function ownPlatform(): Promise<Platform> {
  const { root } = await import('../../../scripts/paths.mjs');
  return { name: 'node-red-4', node: process.execPath, nodeRed: join(root, 'node_modules', 'node-red') };
}

/** Only the probe: Node-RED would take every program beside it for a node. */
function copyOfProbe(userDir: string): string {
  const folder = join(userDir, 'probe');
  mkdirSync(folder);
  for (const name of ['bench-probe.js', 'bench-probe.html'])
    cpSync(join(__dirname, name), join(folder, name));
  return folder;
}
