import { CoupaError } from '../../base/errors';
import { type Phrase, phrase, type Text } from '../../base/text/phrase';
import { showValue } from '../../base/text/show-value';
import { attachmentPath, downloadsOf } from '../../catalogue/files';
import { listOf } from '../../catalogue/lists';
import { findOperation, type WriteMethod, writeOperations } from '../../catalogue/write-operations';
import type { KnownFiles } from '../model/known-files';
import type { Target } from '../model/target';

/** Where something is attached. */
export interface UploadPlace {
  method: WriteMethod;
  /** Below the site, `{id}` for the id of the record. */
  path: string;
  /** Whether it is attached to a record, whose id is in the path. */
  ofRecord: boolean;
  /** The file of a record that is replaced; empty: an attachment is added. */
  file: string;
  /** Whether Coupa holds the same after it was sent twice. */
  repeatable: boolean;
  /** `false`: nothing is known of attachments there. */
  isKnown: boolean;
}

/**
 * Where a message's files are put.
 *
 * @param file `msg.file`: a file that a record has one of, such as `image_scan`; empty: among its attachments.
 * @throws {CoupaError} `COUPA_VALIDATION` when such records have no such file.
 */
export function uploadPlace({ resource, path }: Target, file: unknown): UploadPlace {
  const name = nameIn(file);
  if (name === '') {
    const known = findOperation(resource, 'attach');
    const at = known?.path ?? `${path}/{id}/attachments`;
    const ofRecord = known?.ofRecord ?? true;
    return { method: 'POST', path: at, ofRecord, file: '', repeatable: false, isKnown: known !== undefined };
  }
  const known = findOperation(resource, 'file', name);
  if (known !== undefined) {
    const { methods, repetition } = known;
    // Both are declared the same; PUT says that it replaces what was there.
    const method = methods.find((one) => one === 'PUT') ?? methods[0];
    const repeatable = repetition === 'safe';
    return { method, path: known.path, ofRecord: true, file: name, repeatable, isKnown: true };
  }
  throw unusable(
    phrase`Attaching to ${resource}`,
    name,
    filesOf(resource).uploads,
    phrase`leave it out to attach the file`,
  );
}

/** Where a file is fetched. */
export interface DownloadPlace {
  /** Below the site, `{id}` for the id of the record. */
  path: string;
  /** Its name, or the id of an attachment; empty where records are attachments. */
  file: string;
}

/**
 * Where a message's file is fetched.
 *
 * @param file `msg.file`: its name, or the id of an attachment.
 * @throws {CoupaError} `COUPA_VALIDATION` when it is neither, or missing where records are no attachments.
 */
export function downloadPlace({ resource, path }: Target, file: unknown): DownloadPlace {
  const name = nameIn(file);
  if (name === '' && isOfAttachments(resource)) return { path: `${path}/{id}`, file: name };
  const attachments = attachmentPath(resource) ?? `${path}/{id}/attachments`;
  if (/^\d+$/.test(name)) return { path: `${attachments}/${name}`, file: name };
  const found = downloadsOf(resource).find((one) => one.file === name);
  if (found !== undefined) return found;
  throw unusable(
    phrase`Fetching from ${resource}`,
    name,
    filesOf(resource).downloads,
    phrase`give the id of an attachment`,
  );
}

/** What is known of the files of a list's records. */
export function filesOf(resource: string): KnownFiles {
  const kept = writeOperations(resource).filter(({ kind }) => kind === 'file');
  return {
    attachments: attachmentPath(resource) !== undefined,
    uploads: kept.map(({ action }) => action),
    downloads: downloadsOf(resource).map(({ file }) => file),
  };
}

/** `attachments`, `invoices/17/attachments`: the id of a record is that of an attachment. */
function isOfAttachments(resource: string): boolean {
  return /(?:^|\/)attachments$/.test(listOf(resource)?.template ?? resource);
}

function nameIn(file: unknown): string {
  if (typeof file === 'string') return file.trim();
  if (typeof file === 'bigint' || Number.isSafeInteger(file)) return String(file);
  if (file === undefined || file === null) return '';
  // No file is called so: told as far as it can be. Digits that may be others than were meant are no id.
  if (typeof file !== 'number') return showValue(file);
  return Number.isInteger(file) ? file.toExponential() : String(file);
}

function unusable(doing: Phrase, name: string, names: readonly string[], otherwise: Text): CoupaError {
  const fault = name === '' ? phrase`is missing` : phrase`is ${JSON.stringify(name.slice(0, 80))}`;
  const choice =
    names.length === 0
      ? phrase`Such records have no file of a name of its own: ${otherwise}`
      : phrase`It can be ${names.join(', ')}; or ${otherwise}`;
  return new CoupaError(
    'COUPA_VALIDATION',
    phrase`${doing}: msg.file ${fault}. ${choice}. Nothing was sent.`,
  );
}
