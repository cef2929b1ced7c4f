import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** What tells this process from every other that may write the same files. */
export const thisProcess = {
  /** As it can stand in a file's name. */
  host: hostname()
    .replace(/[^\w.-]/g, '_')
    .slice(0, 64),
  pid: process.pid,
  /** A number is given to another process after a restart; this is not. */
  run: randomBytes(4).toString('hex'),
};

/** Whether there is a process of this number on this computer. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
