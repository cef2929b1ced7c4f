import type { Findings } from '../base/findings';
import { phrase } from '../base/text/phrase';
import { isPollerEntry } from './open-connectors/poller-entry';
import { isSetting, isSettingList, settingNames } from './open-connectors/read-settings';
import { asObject, asObjectOrJson, type OutsideObject } from './pasted/outside-value';
import { readTolerantJson } from './pasted/tolerant-json';
import { purposeOf } from './rossum/rossum-hook';

/** A configuration in what was pasted, and where it stands there. */
export interface Configuration {
  value: unknown;
  findings: Findings;
  /** Nothing was found in it: it is all that there is to say something of. */
  isNothing?: true;
}

/** Levels that are looked through for a configuration: a list of hooks has two, a collection of requests six. */
const deepest = 12;

/** What a string holds that is worth to be read as JSON. */
const hidden =
  /importConfig|event\.poller|import_config|export_configs|export_reference_key|payload_template|response_payload_reference_key|"call_api\\*"/;

/** JSON in a string in a string. */
const unwrapped = 3;

/**
 * Finds the configurations in what was pasted: the documents of a text, the members of a list (`{"results":[hook,hook]}`), the body of a
 * request in a collection of requests, JSON in a string. Something that holds none counts as one, so that there is something to say of it.
 */
export function findConfigurations(pasted: unknown, findings: Findings): Configuration[] {
  return typeof pasted === 'string'
    ? inText(pasted, findings, unwrapped)
    : inDocument(pasted, findings, unwrapped);
}

function inText(text: string, findings: Findings, levels: number): Configuration[] {
  const { documents, findings: found } = readTolerantJson(text);
  findings.take(found);
  if (levels === 0) return [];
  if (areEntries(documents)) return [withEntries(documents, findings)];
  return documents.flatMap((document, index) =>
    inDocument(document, documents.length > 1 ? findings.under(index) : findings, levels - 1),
  );
}

function inDocument(document: unknown, findings: Findings, levels: number): Configuration[] {
  if (typeof document === 'string') return inText(document, findings, levels);
  const found = search(document, findings, levels, deepest);
  if (found.length > 0 || Array.isArray(document)) return found;
  return [{ value: document, findings, isNothing: true }];
}

function search(value: unknown, findings: Findings, levels: number, depth: number): Configuration[] {
  if (depth === 0) return [];
  if (typeof value === 'string') {
    return levels > 0 && hidden.test(value) ? inText(value, findings, levels) : [];
  }
  if (Array.isArray(value)) {
    if (isSettingList(value)) return [{ value: { configuration: value }, findings }];
    if (areEntries(value)) return [withEntries(value, findings)];
    return value.flatMap((element, index) => search(element, findings.under(index), levels, depth - 1));
  }
  const object = inRossumsNames(withSettings(asObject(value), findings), findings);
  if (object === undefined) return [];
  const several = importsOf(object);
  if (several !== undefined) return several.map((one) => ({ value: one, findings }));
  if (isImportAlone(object)) return [{ value: { import_config: object }, findings }];
  if (isConfiguration(object)) return [{ value: object, findings }];
  return Object.entries(object).flatMap(([key, below]) =>
    search(below, findings.under(key), levels, depth - 1),
  );
}

/** Whether there are several resources of a poller configuration, and nothing else: they are one's. */
function areEntries(values: readonly unknown[]): boolean {
  const isEntry = (one: unknown) => {
    const object = asObject(one);
    const isMore = object === undefined || 'configuration' in object || purposeOf(object) !== undefined;
    return !isMore && isPollerEntry(object);
  };
  return values.length > 1 && values.every(isEntry);
}

function withEntries(entries: readonly unknown[], findings: Findings): Configuration {
  return { value: { 'event.poller.configuration': entries }, findings };
}

/** A hook's `settings` may be JSON in a text, and so may an `import_config`, there or alone. */
function withSettings(hook: OutsideObject | undefined, findings: Findings): OutsideObject | undefined {
  const settings = hook?.['settings'];
  const isObject = typeof settings === 'string' && beginsAsObject.test(settings) && hook !== undefined;
  if (typeof settings === 'string' && (hidden.test(settings) || (isObject && 'events' in hook)))
    return { ...hook, settings: asObjectOrJson(settings, findings.under('settings')) };
  const inside = asObject(settings);
  if (hook === undefined || inside === undefined) return withImport(hook, findings);
  const read = withImport(inside, findings.under('settings'));
  return read === inside ? hook : { ...hook, settings: read };
}

function withImport(settings: OutsideObject | undefined, findings: Findings): OutsideObject | undefined {
  const config = settings?.['import_config'];
  if (typeof config !== 'string' || !beginsAsObject.test(config)) return settings;
  return { ...settings, import_config: asObjectOrJson(config, findings.under('import_config')) };
}

const beginsAsObject = /^\s*\{/;

/** Names of an import as programs that write them in their own style have them. */
const rossumsNames: Readonly<Record<string, string>> = {
  importConfig: 'import_config',
  datasetName: 'dataset_name',
  idKeys: 'id_keys',
  recordsPerRequest: 'records_per_request',
};

/** A hook or its settings, in which an import's names are written as Rossum writes them. */
function inRossumsNames(object: OutsideObject | undefined, findings: Findings): OutsideObject | undefined {
  const inside = asObject(object?.['settings']);
  if (object === undefined || !('importConfig' in { ...object, ...inside })) return object;
  const renamed = (of: OutsideObject): OutsideObject =>
    Object.fromEntries(
      Object.entries(of).map(([name, value]) => {
        const below = name === 'importConfig' || name === 'settings' ? asObject(value) : undefined;
        return [rossumsNames[name] ?? name, below === undefined ? value : renamed(below)];
      }),
    );
  findings.mended(
    'names',
    phrase`The names of the import were written as Rossum writes them: import_config, id_keys.`,
  );
  return renamed(object);
}

/** A hook, or its settings, with several imports: one of each, all of which sign in as it does. */
function importsOf(object: OutsideObject): OutsideObject[] | undefined {
  const settings = asObject(object['settings']);
  if (settings !== undefined) return importsOf(settings)?.map((one) => ({ ...object, settings: one }));
  const key = ['import_config', 'import_configs', 'imports'].find((name) => Array.isArray(object[name]));
  if (key === undefined) return undefined;
  const { [key]: list, ...rest } = object;
  const imports = (Array.isArray(list) ? list : []).flatMap((one) => {
    const inside = asObject(one);
    const config = asObject(inside?.['import_config']) ?? inside;
    if (typeof config?.['endpoint'] !== 'string') return [];
    return [{ ...rest, ...(config !== inside && inside), import_config: config }];
  });
  return imports.length === 0 ? undefined : imports;
}

/** What stands in an `import_config`, without the name. */
function isImportAlone(object: OutsideObject): boolean {
  const others = ['query', 'dataset_name', 'id_keys', 'records_per_request'];
  return typeof object['endpoint'] === 'string' && others.filter((key) => key in object).length >= 2;
}

function isConfiguration(object: OutsideObject): boolean {
  if ('configuration' in object || 'element' in object || purposeOf(object) !== undefined) return true;
  if (isPollerEntry(object) || isSetting(object)) return true;
  return Object.entries(object).some(([key, value]) => settingNames.has(key) || isPollerEntry(value));
}
