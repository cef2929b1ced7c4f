import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeRedProcess, PlatformName } from '../../../scripts/programs';
import type { FlowNode } from './flows';
import './fresh-connections';
import { makeUserDir } from './installed';
import { isOfFew, notOfFew } from './palette';

export type { PlatformName } from '../../../scripts/programs';

/**
 * The two ends of the supported range; every test of the whole runs on both, or on those that `$COUPA_PLATFORMS` names
 * (separated by commas).
 */
export const platformNames = (process.env['COUPA_PLATFORMS'] ?? 'node-red-4,node-red-5').split(
  ',',
) as PlatformName[];

/**
 * The same, and the newest Node.js, for the few tests that would notice what a Node.js breaks: all of them on one more
 * platform would take half as long again as on two. The long tests run all on it, each night.
 */
export const everyPlatform = [...new Set<PlatformName>([...platformNames, 'node-26'])];

export interface NodeRedOptions {
  platform: PlatformName;
  /** Default: a new one with the package installed, removed when Node-RED is stopped. */
  userDir?: string;
  /** Deployed before it is handed over. */
  flows?: FlowNode[];
  /**
   * Which of Node-RED's own nodes it has: all, or the few that most flows here use, which takes a third less of the processor at
   * every start. Default: all, unless flows are given that do with the few.
   */
  palette?: 'all' | 'few';
  /**
   * The one in which the editor shows code, which none of our dialogs does. Default: the small one, without which every look at the
   * editor computes for a second longer.
   */
  codeEditor?: 'monaco' | 'ace';
  env?: Record<string, string>;
  /** Laid over the settings file, as JSON. */
  settings?: Record<string, unknown>;
}

/** Starts a real Node-RED of a platform, with the package installed from its tarball, and waits until it runs. */
export async function startNodeRed(options: NodeRedOptions): Promise<NodeRed> {
  const { platform } = await import('../../../scripts/platforms.mjs');
  const userDir = options.userDir ?? (await makeUserDir(platform(options.platform)));
  const nodeRed = new NodeRed(options, userDir);
  await nodeRed.start();
  if (options.flows) await nodeRed.deploy(options.flows);
  return nodeRed;
}

/** A Node-RED in a child process of the platform's own Node.js. */
export class NodeRed {
  /** Everything it printed, over all its restarts, a line each. */
  readonly log: string[] = [];
  private process: NodeRedProcess | undefined;
  private port: number | undefined;
  private readonly hasFew: boolean;

  constructor(
    private readonly options: NodeRedOptions,
    readonly userDir: string,
  ) {
    const { flows, palette = flows?.every(isOfFew) ? 'few' : 'all' } = options;
    this.hasFew = palette === 'few';
  }

  /** The editor's address; the same after a restart. */
  get url(): string {
    return this.running().url;
  }

  /** Of its process; `undefined` while there is none. */
  get pid(): number | undefined {
    return this.process?.running ? this.process.process.pid : undefined;
  }

  /** Deploys as the editor does and waits until the flows run. `credentials` of a node are kept as if typed. */
  async deploy(flows: FlowNode[], type: 'full' | 'nodes' | 'flows' | 'reload' = 'full'): Promise<void> {
    const missing = this.hasFew ? flows.filter((node) => !isOfFew(node)) : [];
    if (missing.length > 0)
      throw new Error(
        `Node-RED was started without ${missing.map((node) => node.type)}: say palette: 'all'.`,
      );
    await this.running().deploy(flows, type);
  }

  /** Presses an inject node's button. */
  async inject(id: string): Promise<void> {
    const response = await fetch(new URL(`inject/${id}`, this.url), { method: 'POST' });
    if (!response.ok) throw new Error(`Node-RED answered ${response.status} to the inject node ${id}.`);
  }

  /** The first line that matches, printed already (since line `from`) or within `timeout` milliseconds. */
  waitFor(expression: RegExp, { timeout = 120_000, from = 0 } = {}): Promise<string> {
    const already = this.log.slice(from).find((line) => expression.test(line));
    return already === undefined
      ? this.running().waitFor(expression, { timeout, from: Infinity })
      : Promise.resolve(already);
  }

  /** Calls back with every further line of the process that runs now. */
  onLine(listener: (line: string) => void): void {
    this.running().onLine(listener);
  }

  /** Waits until the log holds what the test wants of it; asked anew at every line. Rejects when time is up, or Node-RED has ended. */
  waitUntil(what: string, holds: (log: string[]) => boolean, timeout = 120_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        stopListening();
        act();
      };
      const late = () => reject(new Error(`Not within ${timeout} ms: ${what}.\n${this.tail()}`));
      const timer = setTimeout(() => settle(late), timeout);
      const check = () => {
        if (holds(this.log)) settle(resolve);
      };
      const running = this.running();
      const stopListening = running.onLine(check);
      // Of those that wait at several for one thing, nobody keeps the test's process alive when it has come.
      void running.exited.then(() => settle(() => reject(new Error(`Node-RED ended before: ${what}.`))));
      check();
    });
  }

  /**
   * Warnings of Node.js (of something deprecated, of too many listeners) that the package, or something it depends on,
   * gave cause for. They have to be read before `stop`.
   */
  warnings(): string[] {
    return warningsIn(this.log).filter((warning) => warning.includes(join(this.userDir, 'node_modules')));
  }

  /** Lines that a user would call an error: Node-RED's own errors, and uncaught exceptions. */
  errors(): string[] {
    return this.log.filter((line) => /\[error\]|Uncaught Exception|UnhandledPromise/i.test(line));
  }

  tail(): string {
    return this.log.slice(-40).join('\n');
  }

  /** Ends it as a service would and starts it again on the same user directory and port. */
  async restart(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.kill(signal);
    await this.start();
  }

  /** Ends the process and keeps the user directory. Answers the exit code. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const { code } = await this.running().stop(signal);
    this.process = undefined;
    return code;
  }

  /** Ends the process and removes the user directory that was made for it. */
  async stop(): Promise<void> {
    if (this.process) await this.kill('SIGTERM');
    if (this.options.userDir === undefined) rmSync(this.userDir, { recursive: true, force: true });
  }

  async start(): Promise<void> {
    const { startNodeRed: startProcess } = await import('../../../scripts/node-red.mjs');
    const { platform } = await import('../../../scripts/platforms.mjs');
    const { node, nodeRed } = platform(this.options.platform);
    const { codeEditor = 'ace' } = this.options;
    const settings = {
      editorTheme: { codeEditor: { lib: codeEditor } },
      ...(this.hasFew && { nodesExcludes: notOfFew }),
      ...this.options.settings,
    };
    // With the places that gave cause for a warning.
    const env = { NODE_OPTIONS: '--trace-warnings --pending-deprecation', ...this.options.env };
    const port = this.port === undefined ? {} : { uiPort: this.port };
    this.process = await startProcess({
      node,
      nodeRed,
      env,
      userDir: this.userDir,
      settings: { ...settings, ...port },
    });
    this.log.push(...this.process.lines);
    this.process.onLine((line) => this.log.push(line));
    this.port = Number(new URL(this.process.url).port);
  }

  private running(): NodeRedProcess {
    if (!this.process) throw new Error('This Node-RED is not running.');
    return this.process;
  }
}

/** `(node:17) [DEP0040] DeprecationWarning: …`, each with the lines of its stack. */
function warningsIn(log: string[]): string[] {
  return log.flatMap((line, index) => {
    if (!/^\(node:\d+\) .*Warning: /.test(line)) return [];
    const rest = log.slice(index + 1);
    const end = rest.findIndex((one) => !/^ +at /.test(one));
    return [[line, ...rest.slice(0, end === -1 ? rest.length : end)].join('\n')];
  });
}
