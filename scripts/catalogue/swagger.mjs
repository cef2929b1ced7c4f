import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads Coupa's Swagger 2.0 files as one: paths below `/api/` without slashes around them, definitions by name. The verbs
 * of a path may be in two files; a definition is the same in all.
 *
 * @param {string} folder
 * @returns {{ paths: Map<string, Record<string, object>>, definitions: Map<string, object> }}
 */
export function readSwaggerFiles(folder) {
  const paths = new Map();
  const definitions = new Map();
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  if (files.length === 0) throw new Error(`${folder} holds no Swagger file (*.json).`);
  for (const file of files) {
    const { basePath, ...document } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    for (const [path, verbs] of Object.entries(document.paths)) {
      const name = `${basePath}${path}`.replaceAll('//', '/').replace(/^\/api\//, '');
      paths.set(name, { ...paths.get(name), ...verbs });
    }
    for (const [name, definition] of Object.entries(document.definitions)) definitions.set(name, definition);
  }
  return { paths, definitions };
}

/**
 * The name of the definition that a schema refers to, or whose list it is.
 *
 * @param {{ $ref?: string, items?: { $ref?: string } } | undefined} schema
 * @returns {string | undefined}
 */
export function referredTo(schema) {
  return (schema?.$ref ?? schema?.items?.$ref)?.replace('#/definitions/', '');
}
