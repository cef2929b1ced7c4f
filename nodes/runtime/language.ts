import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { type Catalogue, type Say, translate } from '../../lib/base/text/phrase';

/** What phrases are translated into; English is what they are written in. */
export const translations = ['de', 'fr', 'ja'] as const;

type Translation = (typeof translations)[number];

/** Says phrases in a language named like `de` or `de-AT`: in English if there is no catalogue of it, which is read when it is first needed. */
export function sayIn(language: string): Say {
  const wanted = language.toLowerCase().split('-', 1)[0];
  const known = translations.find((translation) => translation === wanted);
  return (text) => translate(text, known === undefined ? {} : catalogueOf(known));
}

/**
 * Says phrases in the language that Node-RED runs in. Nothing tells its name but the catalogue that `RED._` takes: each holds
 * the name of its own language.
 *
 * @param type the node type whose catalogue `RED` has.
 */
export function sayInRuntime(RED: NodeAPI, type: string): Say {
  return (text) => sayIn(RED._(`${type}.language`))(text);
}

const catalogues = new Map<Translation, Catalogue>();

function catalogueOf(language: Translation): Catalogue {
  let catalogue = catalogues.get(language);
  if (catalogue === undefined) {
    const file = join(__dirname, '..', 'locales', language, 'phrases.json');
    catalogue = JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
    catalogues.set(language, catalogue);
  }
  return catalogue;
}
