import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';

const endWithParent = pathToFileURL(join(root, 'scripts', 'end-with-parent.mjs')).href;
const proxies = /^(https?|no|all)_proxy$/i;

/**
 * Starts a Node.js program that ends when this process ends, and reads what it prints, line by line.
 *
 * @param {string} name how it is called in errors
 * @param {string[]} args script and arguments, after Node.js' own options
 * @param {{ node?: string, cwd?: string, env?: NodeJS.ProcessEnv }} [options] `env` is laid over ours, whose proxy
 *   settings are left out: everything these programs talk to is on this machine
 */
export function startChild(name, args, { node = process.execPath, cwd = root, env = {} } = {}) {
  const child = spawn(node, ['--import', endWithParent, ...args], {
    cwd,
    env: { ...withoutProxies(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return new Child(name, child);
}

function withoutProxies(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !proxies.test(name)));
}

class Child {
  /** Everything printed so far, standard output and error, a line each. */
  lines = [];
  #listeners = new Set();

  constructor(name, child) {
    this.name = name;
    this.process = child;
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: 1, signal: null, error }));
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    for (const stream of [child.stdout, child.stderr]) readLines(stream, (line) => this.#take(line));
  }

  get running() {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Calls back with every further line; the answer ends that. */
  onLine(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The first line, from the one numbered `from` on, that the expression matches.
   *
   * @throws when the program ends, or `timeout` milliseconds pass, before it came
   */
  waitFor(expression, { timeout = 60_000, from = 0 } = {}) {
    return new Promise((resolve, reject) => {
      const fail = (reason) =>
        settle(reject, new Error(`${this.name} ${reason}. It printed:\n${this.#tail()}`));
      const timer = setTimeout(() => fail(`did not print ${expression} within ${timeout} ms`), timeout);
      const stopListening = this.onLine((line) => {
        if (expression.test(line)) settle(resolve, line);
      });
      const settle = (how, value) => {
        clearTimeout(timer);
        stopListening();
        how(value);
      };
      this.exited.then(({ code, signal }) =>
        fail(`ended (${signal ?? code}) before it printed ${expression}`),
      );
      const already = this.lines.slice(from).find((line) => expression.test(line));
      if (already !== undefined) settle(resolve, already);
    });
  }

  /** Ends it: SIGTERM, and SIGKILL for one that has not ended after ten seconds. Answers how it ended. */
  async stop(signal = 'SIGTERM') {
    if (this.running) this.process.kill(signal);
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 10_000);
    const end = await this.exited;
    clearTimeout(timer);
    return end;
  }

  #take(line) {
    this.lines.push(line);
    for (const listener of [...this.#listeners]) listener(line);
  }

  #tail() {
    return this.lines.slice(-40).join('\n');
  }
}

function readLines(stream, take) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const parts = (rest + text).split(/\r?\n/);
    rest = parts.pop();
    for (const line of parts) take(line);
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
}
