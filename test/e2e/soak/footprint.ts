import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What a process holds at one moment. */
export interface Footprint {
  /** Resident memory, kilobytes. */
  memory: number;
  /** Files that it has open, pipes and the like among them. */
  openFiles: number;
  sockets: number;
  /** Files below its user directory, without what is installed there. */
  keptFiles: number;
}

/** Looks at a process by its files in `/proc`; `undefined` where there are none, or no such process. */
export function footprintOf(pid: number | undefined, userDir: string): Footprint | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined;
  const memory = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (memory === undefined) return undefined;
  const targets = readdirSync(`/proc/${pid}/fd`).map((descriptor) => targetOf(pid, descriptor));
  const sockets = targets.filter((target) => target.startsWith('socket:')).length;
  return {
    memory: Number(memory),
    openFiles: targets.filter((target) => target !== '').length - sockets,
    sockets,
    keptFiles: filesIn(userDir),
  };
}

/** A descriptor that was closed while we looked is none. */
function targetOf(pid: number, descriptor: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function filesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      if (!entry.isDirectory()) return 1;
      return entry.name === 'node_modules' ? 0 : filesIn(join(folder, entry.name));
    })
    .reduce((sum, count) => sum + count, 0);
}
