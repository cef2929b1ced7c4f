import { asObject, asText, type OutsideObject } from '../pasted/outside-value';

/** What a hook of Rossum does: it imports from Coupa, exports to it, or does something else between documents and data. */
export type RossumPurpose = 'import' | 'export' | 'other';

/** What a hook of Rossum, or its `settings` alone, is for; `undefined` for what is neither. */
export function purposeOf(root: OutsideObject): RossumPurpose | undefined {
  const settings = asObject(root['settings']);
  if (asObject(root['import_config']) ?? asObject(settings?.['import_config'])) return 'import';
  if (isExport(root) || (settings !== undefined && isExport(settings))) return 'export';
  if (settings !== undefined && isHook(root)) return listensToExport(root) ? 'export' : 'other';
  return isLookUp(root) ? 'other' : undefined;
}

/** What the hook is called: its name, else its number. */
export function nameOfHook(root: OutsideObject): string {
  return asText(root['name'])?.trim() || (asText(root['id']) ?? '');
}

/** The parts of the export chain, in the three forms in which Rossum published it. */
function isExport(settings: OutsideObject): boolean {
  const names = [
    'export_configs',
    'export_config',
    'export_reference_key',
    'payload_template',
    'response_payload_reference_key',
  ];
  if (names.some((name) => name in settings)) return true;
  if (Array.isArray(settings['extract']) && settings['extract'].some(hasRules)) return true;
  const request = asObject(settings['request']);
  if (asObject(settings['auth']) !== undefined && request !== undefined) return true;
  return Array.isArray(settings['stages']) && !('url' in settings);
}

function hasRules(extract: unknown): boolean {
  return Array.isArray(asObject(extract)?.['extract_rules']);
}

function isHook(root: OutsideObject): boolean {
  return ['events', 'queues', 'run_after', 'hook_template', 'secrets_schema', 'extension_source'].some(
    (key) => key in root,
  );
}

function listensToExport(root: OutsideObject): boolean {
  const events = Array.isArray(root['events']) ? root['events'] : [];
  return events.some((event) => asText(event)?.includes('.export'));
}

/** The settings of master data look-ups: lists of what is asked while somebody reads a document. */
function isLookUp(settings: OutsideObject): boolean {
  const list = settings['configurations'];
  return Array.isArray(list) && list.some((one) => asObject(asObject(one)?.['source']) !== undefined);
}
