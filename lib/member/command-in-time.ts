import type { Command, runCommand } from '../poll/command';
import { notStored } from '../poll/lifecycle/not-stored';
import { type Answering, whileAnswering } from './while-answering';

/** Commands that change what is stored. */
const changes: ReadonlySet<Command['kind']> = new Set([
  'pause',
  'resume',
  'reset',
  'backfill',
  'redeliver',
  'dismiss',
]);

/**
 * Carries out a command at the instance that leads. What it changes holds, and is stored once that is possible: whoever gave it hears so where
 * the engine is silent.
 */
export function commandInTime(
  leader: { run(command: Command): ReturnType<typeof runCommand> },
  command: Command,
  engine: Answering,
): ReturnType<typeof runCommand> {
  const told = (error: Error) => (changes.has(command.kind) ? notStored(error) : error);
  return whileAnswering(leader.run(command), {
    ...engine,
    look: () =>
      engine.look().catch((error: Error) => {
        throw told(error);
      }),
    silent: (milliseconds) => told(engine.silent(milliseconds)),
  });
}
