import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The JSON of a published page as it comes out of the browser: cut into blocks, lines broken, brackets lost. */
export function pasted(name: 'coupa-first' | 'coupa-second' | 'sage-template' | 'sage-example'): string {
  return readFileSync(join(__dirname, 'pasted', `${name}.txt`), 'utf8');
}
