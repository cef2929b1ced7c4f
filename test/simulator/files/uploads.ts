import type { Collection, Row } from '../collection';
import { canonical, type Fields, toId } from '../json';
import { objectType, typeNameOf } from '../schemas/objects';
import type { WriteContext } from '../writes/context';
import { refusal } from '../writes/refusal';
import { change } from '../writes/save';
import type { Part } from './multipart';
import type { StoredFile } from './store';

/** What came with an upload: the parts of a form, or an object of JSON. */
export interface Upload {
  parts: readonly Part[] | undefined;
  body: Fields;
}

/**
 * `POST /{parent}/{id}/attachments`: a file, an address or a text, each with its intent. Coupa declares `attachment[type]`
 * as required, and others send forms without it; sourcing takes JSON.
 */
export function attach(collection: Collection, upload: Upload, context: WriteContext): Row {
  const file = upload.parts?.find(
    ({ name, filename }) => name === 'attachment[file]' && filename !== undefined,
  );
  const said = saidOf(upload);
  const type = said['type'] ?? (file ? 'file' : said['url'] ? 'url' : said['text'] ? 'text' : undefined);
  if (context.readings.attachmentType === 'required' && said['type'] === undefined) {
    throw refusal('attachment', "Type can't be blank");
  }
  if (type === 'file' ? !file || file.size === 0 : !said[String(type)]) {
    throw refusal('attachment', `${type === undefined ? 'Attachment' : String(type)} can't be blank`);
  }
  const { id } = collection.create(
    { ...said, type, ...(file ? describe(file, context) : {}) },
    { size: 'bare' },
  );
  if (file) context.files.keep(`${collection.name}/${id}`, storedFrom(file));
  showInParent(collection, context);
  return rowOf(collection, id);
}

/** `PUT /invoices/{id}/image_scan` and its like: the file goes to its place and replaces what was there. */
export function putFile(
  collection: Collection,
  row: Row,
  name: string,
  upload: Upload,
  context: WriteContext,
): Row {
  const part = upload.parts?.find((each) => each.name === 'file');
  const address = upload.body['file'] ?? part?.bytes?.toString();
  if (part?.filename === undefined && !/^https?:/.test(String(address ?? ''))) {
    throw refusal(name.replace('_', '-'), "File can't be blank");
  }
  if (part?.filename !== undefined && part.size === 0) throw refusal(name, "File can't be blank");
  if (part?.filename === undefined)
    return change(collection, row, known(collection, { [`${canonical(name)}-url`]: address }), context);
  context.files.keep(`${collection.name}/${row.id}/${name}`, storedFrom(part));
  const prefix = canonical(name);
  return change(
    collection,
    row,
    known(collection, {
      [prefix]: part.filename,
      [`${prefix}-file-name`]: part.filename,
      [`${prefix}-content-type`]: part.contentType ?? null,
      [`${prefix}-file-size`]: String(part.size),
    }),
    context,
  );
}

/** Takes an attachment's file away, once its record is gone. */
export function detach(collection: Collection, id: Row['id'], context: WriteContext): void {
  context.files.delete(`${collection.name}/${id}`);
  showInParent(collection, context);
}

/** The fields of a form by their last names, `attachment[linked_to]` as `linked-to`. */
function saidOf({ parts, body }: Upload): Fields {
  if (!parts) return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'id'));
  const fields = parts.filter(({ filename }) => filename === undefined);
  return Object.fromEntries(
    fields.map(({ name, bytes }) => [
      canonical(/\[(\w+)\]$/.exec(name)?.[1] ?? name),
      bytes?.toString() ?? '',
    ]),
  );
}

/** By the names that release 39 declares, or by those that were seen. */
function describe({ filename = '', contentType, size }: Part, { readings }: WriteContext): Fields {
  return readings.attachmentMembers === 'declared'
    ? {
        file: filename,
        'file-file-name': filename,
        'file-content-type': contentType ?? null,
        'file-file-size': String(size),
      }
    : { file: filename, 'content-type': contentType ?? null, 'file-size': size };
}

function storedFrom({ filename = '', contentType, size, sha256, bytes }: Part): StoredFile {
  const type = contentType ?? 'application/octet-stream';
  return { filename, contentType: type, size, sha256, ...(bytes ? { content: () => [bytes] } : {}) };
}

function known(collection: Collection, fields: Fields): Fields {
  const type = objectType(typeNameOf(collection.name));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => type?.has(name) ?? true));
}

/** A record that lists its attachments shows them as they are now, and is newer by it. */
function showInParent(collection: Collection, context: WriteContext): void {
  const [, parents = '', id = ''] = /^(.+)\/(\d+)\/attachments$/.exec(collection.name) ?? [];
  const parent = context.find(parents);
  const row = /^\d+$/.test(id) ? parent?.row(toId(id)) : undefined;
  if (!parent || !row || !Array.isArray(parent.record(row)['attachments'])) return;
  const attachments = collection.all().map((each) => {
    return Object.fromEntries(Object.entries(each).filter(([, value]) => value !== null));
  });
  change(parent, row, { attachments }, context);
}

function rowOf(collection: Collection, id: Row['id']): Row {
  const row = collection.row(id);
  if (!row) throw new Error(`${collection.name}: attachment ${id} is gone`);
  return row;
}
