import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where commands of these names would be on the search path, whether they are there or not. */
export function onSearchPath(commands) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => commands.map((command) => join(folder, command)));
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Absent, or not ours to run: the next candidate may be.
  }
}
