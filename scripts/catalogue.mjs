import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { members } from './catalogue/members.mjs';
import { writeOperations } from './catalogue/operations.mjs';
import { readSwaggerFiles } from './catalogue/swagger.mjs';
import { root } from './paths.mjs';
import { say } from './run.mjs';
import { main } from './setup.mjs';

/**
 * Makes `lib/catalogue/data/` from a folder of Coupa's Swagger files: `node scripts/catalogue.mjs <folder>`. What these do not
 * say, or say wrong, is written by hand in the modules beside that folder.
 */
main(import.meta.url, async () => {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Usage: node scripts/catalogue.mjs <folder of Swagger files>');
  for (const [name, table] of Object.entries(factsIn(folder))) write(`${name}.json`, table);
});

/**
 * What `lib/catalogue/data/` holds, by the names of its files.
 *
 * @param {string} folder
 */
export function factsIn(folder) {
  const swagger = readSwaggerFiles(folder);
  const writes = writeOperations(swagger);
  const records = Object.values(writes).flatMap(({ record }) => record ?? []);
  // Two are records of lists that only the documentation knows (`lib/catalogue/documented-writes.ts`).
  return { writes, members: members(swagger, [...records, 'EasyFormResponse', 'LegalPaymentReceipt']) };
}

/** One line for each entry: a new release is then read line by line. */
function write(name, table) {
  const file = join(root, 'lib', 'catalogue', 'data', name);
  const lines = Object.entries(table).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
  say(`${relative(root, file)}: ${lines.length} entries`);
}
