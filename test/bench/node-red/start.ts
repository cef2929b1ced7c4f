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
  checkout?: string;
}

/**
 * Runs something in a new Node-RED with these flows, with the package installed from its tarball, and ends it.
 *
 * @throws when Node-RED logged an error: then something else was measured than was meant to be
 */
export async function withNodeRed<Result>(
  flows: FlowNode[],
  use: (nodeRed: BenchNodeRed) => Promise<Result>,
  { nodeOptions = '', checkout }: StartOptions = {},
): Promise<Result> {
  const { startNodeRed } = await import('../../../scripts/node-red.mjs');
  const platform = await ownPlatform();
  const userDir = await makeUserDir(platform, checkout);
  const settings = { nodesDir: copyOfProbe(userDir) };
  const child = await startNodeRed({ ...platform, userDir, settings, env: { NODE_OPTIONS: nodeOptions } });
  try {
    await child.deploy(flows);
    const missing = child.lines.find((line) => /missing types/.test(line));
    if (missing !== undefined) throw new Error(`The package has not every node of the flow: ${missing}`);
    const nodeRed = new BenchNodeRed(child);
    const result = await use(nodeRed);
    if (nodeRed.errors.length > 0) throw new Error(`Node-RED reported:\n${nodeRed.errors.join('\n')}`);
    return result;
  } finally {
    await child.stop();
    rmSync(userDir, { recursive: true, force: true });
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
