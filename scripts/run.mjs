import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './paths.mjs';

/** Says what a script does. On stderr: stdout belongs to the caller (`npm pack --json` runs the build). */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/**
 * Runs a command to its end, its output passed through to this process' stderr.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, title?: string, timeout?: number }} [options]
 *   `quiet` shows the output only when the command fails; with a `title` it is shown behind that, as a whole, when the
 *   command has ended: others may run beside it. `timeout` in milliseconds, after which it is killed.
 * @returns {Promise<number>} the exit code; 1 when it could not be started or was killed
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false, title, timeout } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, timeout, stdio: ['ignore', 'pipe', 'pipe'] });
    active.add(child);
    const output = [];
    const take = (chunk) => (quiet || title ? output.push(chunk) : process.stderr.write(chunk));
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      say(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => {
      active.delete(child);
      if (title) say(title);
      if (code !== 0 || title) for (const chunk of output) process.stderr.write(chunk);
      resolve(code ?? 1);
    });
  });
}

/** Commands under way: one that is interrupted with us must not go on alone. */
const active = new Set();
process.once('exit', () => {
  for (const child of active) child.kill();
});

/**
 * Runs npm with this Node.js, or with the one given, whatever npm command this process was started by.
 *
 * @returns {Promise<number>} the exit code
 */
export function npm(args, { node = process.execPath, ...options } = {}) {
  return run(node, [npmCli(), ...args], { ...options, env: npmEnvironment(options.env) });
}

/** The path of npm's own script, so that it runs without a shell, with any Node.js. */
export function npmCli() {
  const beside = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm')),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    const script = realpathSync(candidate);
    if (script.endsWith('npm-cli.js')) return script;
  }
  throw new Error('npm was not found. Install Node.js together with npm, and run this again.');
}

/**
 * Settings of the npm command that started us (`npm pack --dry-run`, `npm start --omit=dev`) must not reach the
 * npm commands that we start ourselves: an install that is a dry run installs nothing.
 */
function npmEnvironment(env = process.env) {
  const inherited =
    /^npm_config_(dry_run|json|global|location|omit|include|only|production|dev|workspaces?|pack_destination|package_lock.*|ignore_scripts)$/i;
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => name !== 'NODE_ENV' && name !== 'INIT_CWD' && !inherited.test(name),
    ),
  );
}
