import { run as examine } from '../examine/terminal/command';
import type { Process } from '../examine/terminal/process';
import { run as otherwise } from '../migrate/command';

/**
 * Runs the command `node-red-contrib-coupa`: `examine`, or else `import` and the help.
 *
 * @returns the exit code, as each of the two says
 */
export function runCommand(argv: readonly string[], given: Process): Promise<number> {
  return argv[0] === 'examine' ? examine(argv.slice(1), given) : otherwise(argv, given);
}
