import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** What to put before `apt-get`, or `undefined` where it is absent or would ask for a password. */
export async function aptPrefix() {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  return existsSync('/usr/bin/sudo') && (await run('sudo', ['-n', 'true'], { quiet: true })) === 0
    ? ['sudo', '-n']
    : undefined;
}

/** Runs `apt-get`; its exit code. */
export function apt(prefix, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [command, ...rest] = [...prefix, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args];
  return run(command, rest, { env, quiet: true });
}
