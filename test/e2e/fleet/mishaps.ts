import { lagMs, lease } from './chaos-flows';

/** What may befall a fleet. `late`: a write of a leader reaches the engine when another leads. `swallow`: the reply to one reaches nobody. */
export type Trouble = 'kill' | 'stop' | 'cut' | 'stall' | 'delay' | 'swallow' | 'late' | EngineTrouble;

export type EngineTrouble = 'restart' | 'rewind' | 'empty' | 'promote';

/** What befell it. `lag`: the computer had no turn for a process, `slow`: not for so long that it counts. */
export interface Mishap {
  kind: Trouble | 'lag' | 'slow';
  /** Absent: the engine. */
  instance?: string;
  /** Epoch milliseconds. */
  from: number;
  to: number;
  /** From when on the engine forgot; absent: nothing. */
  forgetsFrom?: number;
}

/** Parts of a lease for which an instance may be stopped and keep what it has: after two seconds a command counts as lost. */
const silentAtMost = 0.5;

/** Milliseconds until what was said last would have been handed in, and what was handed over saved: a second, and some for a busy computer. */
export const graceMs = 2500;

/** Milliseconds until a leader knows what was said last, unless a process got no turn meanwhile. */
export const handedInMs = 300;

/** Whether an instance may be taken for dead, so that what it has comes again elsewhere and another leads. */
export function losesTouch({ kind, from, to }: Mishap): boolean {
  if (kind === 'stop') return to - from >= silentAtMost * lease * 1000;
  // Where the computer is so busy that it shows, it is for longer.
  return kind === 'kill' || kind === 'cut' || kind === 'stall' || kind === 'late' || kind === 'lag';
}

export function isForgetting({ forgetsFrom }: Mishap): boolean {
  return forgetsFrom !== undefined;
}

/** What a process that got no turn suffered. */
export function without(turn: { from: number; to: number; instance: string }): Mishap {
  return { kind: turn.to - turn.from > lagMs ? 'lag' : 'slow', ...turn };
}
