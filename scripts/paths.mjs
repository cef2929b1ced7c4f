import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything the scripts make and may throw away: screenshots, tarballs, user directories. Git ignores it. */
export const cache = join(root, '.cache');
