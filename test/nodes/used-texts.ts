import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { htmlOf, roomOf } from '../node-rooms';

/** The texts that a node's sources name. A part that is known only at run time matches anything. */
export interface UsedTexts {
  /** What is looked up for certain. */
  certain: RegExp[];
  /** Besides, every text in quotes that may be a key. */
  possible: RegExp[];
}

/** Looks through a node's HTML, its browser modules and what runs in Node-RED. */
export function usedTexts(type: string): UsedTexts {
  const html = htmlOf(type);
  const editor = join(roomOf(type), 'editor.ts');
  const sources = [html, ...modulesOf(editor), ...runtimeOf(type)];
  const marked = [...html.matchAll(/data-i18n="([^"]+)"/g)]
    .flatMap(([, list = '']) => list.split(';'))
    .map((entry) => entry.replace(/^\[[\w-]+\]/, ''));
  const tooltips = [...html.matchAll(/data-coupa-tooltip="([^"]+)"/g)].map(
    ([, name]) => `${type}.tooltip.${name}`,
  );
  const said = sources.flatMap((source) => {
    const keys = firstArguments(source).flatMap((argument) => literals(argument));
    return keys.map((key) => withPrefix(key, source));
  });
  const ofType = (key: string) => (key.startsWith(`${type}.`) ? key : `${type}.${key}`);
  // Tooltips are named in the HTML, one by one.
  const telling = (key: string) => !/^[\w-]+(\.tooltip)?(\.\*)+$/.test(key);
  const certain = [...marked, ...tooltips, ...said.map(ofType)].filter(telling);
  const possible = sources.flatMap(literals).map(ofType);
  return { certain: patterns(certain, type), possible: patterns(possible.filter(telling), type) };
}

/** A module may look all its texts up below one name: `(key, values) => say(`import.${key}`, values)`. */
function withPrefix(key: string, source: string): string {
  const [, prefix = ''] = /=> say\(`([\w.]+\.)\$\{key\}`/.exec(source) ?? [];
  return key.startsWith(prefix) ? key : prefix + key;
}

/** What is given to `say(…)` and `….\_(…)`, up to its first comma. `RED._` has Node-RED's own texts. */
function firstArguments(source: string): string[] {
  return [...source.matchAll(/(?:\bsay|(?<!\bRED)\._)\(((?:[^(),]|\([^()]*\))*)/g)].map(
    ([, argument = '']) => argument,
  );
}

/** Texts in quotes; `*` stands for what is filled in. */
function literals(source: string): string[] {
  return [...source.matchAll(/'([\w-]+(?:\.[\w-]+)+)'|`([^`\n]*)`/g)]
    .map(([, plain, template = '']) => plain ?? template.replace(/\$\{[^}]*\}/g, '*'))
    .filter((key) => /^[\w*-]+(\.[\w*-]+)+$/.test(key));
}

function patterns(keys: readonly string[], type: string): RegExp[] {
  return [...new Set(keys)].map((key) => {
    const parts = key.slice(type.length + 1).split('*');
    return new RegExp(`^${parts.map((part) => part.replace(/[.-]/g, '\\$&')).join('[\\w.-]+')}$`);
  });
}

/** A browser module and all that it imports of others. */
function modulesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  const imports = [...source.matchAll(/from '(\.\.?\/[^']+)'/g)].map(
    ([, path = '']) => `${join(dirname(file), path)}.ts`,
  );
  const modules = imports.filter((path) => /[\\/]editor[\\/]/.test(path) && existsSync(path));
  return [source, ...modules.flatMap((imported) => modulesOf(imported, seen))];
}

/** What runs in Node-RED: what makes the nodes, its status, the names of errors, which both take from `error-text`, and of the language. */
function runtimeOf(type: string): string[] {
  const room = roomOf(type);
  const sources = readdirSync(room)
    .filter((name) => /^(?:make-.+|status)\.ts$/.test(name))
    .map((name) => readFileSync(join(room, name), 'utf8'));
  const named = sources.some((source) => /errorText\(|new WorkingNode\(/.test(source))
    ? [
        "say(`errors.COUPA_*`) say('errors.other')",
        ...['connection', 'connectionOff', 'stateStore', 'missing', 'check'].map(
          (name) => `say('wrong.${name}')`,
        ),
      ]
    : [];
  const language = sources.some((source) => /sayInRuntime\(|new WorkingNode\(/.test(source))
    ? [`say('${type}.language')`]
    : [];
  return [...sources, ...named, ...language];
}
