import type { Findings } from '../base/findings';
import { isPollerEntry } from './open-connectors/read-poller';
import { isSetting, isSettingList, settingNames } from './open-connectors/read-settings';
import { asObject, type OutsideObject } from './pasted/outside-value';
import { readTolerantJson } from './pasted/tolerant-json';
import { purposeOf } from './rossum/rossum-hook';

/** A configuration in what was pasted, and where it stands there. */
export interface Configuration {
  value: unknown;
  findings: Findings;
}

/** Levels that are looked through for a configuration: a list of hooks has two, a collection of requests six. */
const deepest = 12;

/** What a string holds that is worth to be read as JSON. */
const hidden =
  /event\.poller|import_config|export_configs|export_reference_key|payload_template|response_payload_reference_key|"call_api\\*"/;

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
  return documents.flatMap((document, index) =>
    inDocument(document, documents.length > 1 ? findings.under(index) : findings, levels - 1),
  );
}

function inDocument(document: unknown, findings: Findings, levels: number): Configuration[] {
  if (typeof document === 'string') return inText(document, findings, levels);
  const found = search(document, findings, levels, deepest);
  if (found.length > 0 || Array.isArray(document)) return found;
  return [{ value: document, findings }];
}

function search(value: unknown, findings: Findings, levels: number, depth: number): Configuration[] {
  if (depth === 0) return [];
  if (typeof value === 'string') {
    return levels > 0 && hidden.test(value) ? inText(value, findings, levels) : [];
  }
  if (Array.isArray(value)) {
    if (isSettingList(value)) return [{ value: { configuration: value }, findings }];
    return value.flatMap((element, index) => search(element, findings.under(index), levels, depth - 1));
  }
  const object = asObject(value);
  if (object === undefined) return [];
  if (isConfiguration(object)) return [{ value: object, findings }];
  return Object.entries(object).flatMap(([key, below]) =>
    search(below, findings.under(key), levels, depth - 1),
  );
}

function isConfiguration(object: OutsideObject): boolean {
  if ('configuration' in object || 'element' in object || purposeOf(object) !== undefined) return true;
  if (isPollerEntry(object) || isSetting(object)) return true;
  return Object.entries(object).some(([key, value]) => settingNames.has(key) || isPollerEntry(value));
}
