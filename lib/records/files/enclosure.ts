import { isJsonObject, type JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { FileSource } from '../../ports/form-field';
import { readGivenId } from '../../write/id';
import { kindOf } from '../../write/kind-of';
import { bytesIn, readContent } from './content';
import { mediaTypeFor } from './media-types';

/** One thing that is to be attached to a record. */
export interface Enclosure {
  /** Id of the record; empty where the list itself is one of attachments. */
  id: string;
  content: FileSource | { url: string } | { text: string };
  intent?: string;
}

/** What was found where something to attach was expected. `shown` stands for it wherever it is told: it holds no bytes. */
export type EnclosureReading = { shown: unknown } & ({ enclosure: Enclosure } | { fault: Phrase });

/** What a message says of its files beside its payload; a list has a value for each object. */
export interface FileWords {
  id: unknown;
  filename: unknown;
  contentType: unknown;
  intent: unknown;
}

/** Into what an object is read. */
export interface EnclosureTerms {
  /** Whether it is attached to a record, which has to be named. */
  ofRecord: boolean;
  /** Bytes of a file at most. */
  maxBytes: number;
}

/**
 * Reads one object of a payload: a Buffer, or an object that has a file, an address or a text.
 *
 * @param words what counts where the object does not say it itself.
 */
export function readEnclosure(given: unknown, words: FileWords, terms: EnclosureTerms): EnclosureReading {
  const asked = askedBy(given, words);
  const shown = shownFor(given, words);
  if (asked === undefined) return { shown, fault: notAFile(given) };
  const found = read(asked, terms);
  if ('fault' in found) return { shown, ...found };
  const { content } = found.enclosure;
  if (!('size' in content)) return { shown, ...found };
  const { filename, contentType, size } = content;
  return { shown: { ...Object(shown), filename, contentType, size }, ...found };
}

/** What stands for an object of a payload wherever it is told: all that is said of it, without its bytes. */
export function shownFor(given: unknown, words: FileWords): unknown {
  const asked = askedBy(given, words);
  if (asked === undefined) return shownPlain(given);
  const { data, encoding: _encoding, ...others } = asked;
  const plain = Object.entries(others).filter(([, value]) => typeof value !== 'object');
  const bytes = bytesIn(data);
  return { ...Object.fromEntries(plain), ...(bytes !== undefined && { size: bytes.length }) };
}

/** An object with what the message says of it; `undefined` where it is none. */
function askedBy(given: unknown, words: FileWords): JsonObject | undefined {
  const object = bytesIn(given) === undefined ? given : { data: given };
  return isJsonObject(object) ? joined(known(object), known(words)) : undefined;
}

const members = ['id', 'filename', 'contentType', 'data', 'encoding', 'url', 'text', 'intent'];

/** Of an object only what attaching takes: anything else might be a file under another name. */
function known(object: object): JsonObject {
  const entries = Object.entries(object).filter(
    ([name, value]) => members.includes(name) && value !== undefined && value !== null && value !== '',
  );
  return Object.fromEntries(entries);
}

/** What is said of another file, by the node before perhaps, says nothing of one that has a name of its own. */
function joined(own: JsonObject, { contentType, ...words }: JsonObject): JsonObject {
  const isNamed = own['filename'] !== undefined;
  return { ...words, ...(isNamed || contentType === undefined ? {} : { contentType }), ...own };
}

type Found = { enclosure: Enclosure } | { fault: Phrase };

function read(asked: JsonObject, terms: EnclosureTerms): Found {
  const kinds = ['data', 'url', 'text'].filter((name) => asked[name] !== undefined);
  if (kinds.length === 0) return { fault: phrase`has neither data nor url nor text` };
  if (kinds.length > 1)
    return { fault: phrase`has ${kinds.join(', ')} at once: attach each by an object of its own` };
  const id = readOwner(asked['id'], terms);
  if ('fault' in id) return id;
  const { intent } = asked;
  if (intent !== undefined && typeof intent !== 'string')
    return { fault: phrase`has an intent that is not a text` };
  const content = asked['data'] === undefined ? readWords(asked) : readFile(asked, terms.maxBytes);
  if ('fault' in content) return content;
  return { enclosure: { ...id, content, ...(intent === undefined ? {} : { intent }) } };
}

function readOwner(value: unknown, { ofRecord }: EnclosureTerms): { id: string } | { fault: Phrase } {
  if (!ofRecord) return { id: '' };
  if (value === undefined)
    return { fault: phrase`names no record: give its id in msg.id, or beside the file` };
  const reading = readGivenId(value);
  return 'id' in reading ? reading : { fault: phrase`has an id that cannot be used: it ${reading.fault}` };
}

function readWords({ url, text }: JsonObject): { url: string } | { text: string } | { fault: Phrase } {
  if (typeof url === 'string' && url.trim() !== '') return { url: url.trim() };
  if (typeof text === 'string' && text.trim() !== '') return { text };
  const name = url === undefined ? 'text' : 'url';
  return { fault: phrase`has a ${name} that is empty or not a text` };
}

function readFile(asked: JsonObject, maxBytes: number): FileSource | { fault: Phrase } {
  const filename = typeof asked['filename'] === 'string' ? lastPartOf(asked['filename']) : '';
  if (filename === '')
    return { fault: phrase`has no file name: give it in msg.filename, or beside the file` };
  const contentType = asked['contentType'] ?? mediaTypeFor(filename);
  if (typeof contentType !== 'string' || !mediaType.test(contentType))
    return { fault: phrase`has a contentType that cannot be one: write it like application/pdf` };
  const reading = readContent(asked['data'], asked['encoding']);
  if ('fault' in reading) return reading;
  const { content } = reading;
  if (content.size === 0) return { fault: phrase`is an empty file` };
  if (content.size > maxBytes)
    return {
      fault: phrase`is a file of ${content.size} bytes, and this node sends ${maxBytes} at most: raise "Largest file" in the node if that is what you want`,
    };
  return { filename, contentType, ...content };
}

/** A type with parameters, in one line of printable characters. */
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[ -~]*)?$/;

/** Characters of a name at most: Coupa keeps texts of 255. */
const longestName = 255;

/** What reads files names them by their whole path. Line ends and other control characters name nothing. */
function lastPartOf(path: string): string {
  const last = path.split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(/\p{Cc}/gu, ' ').trim();
  return /^\.*$/.test(plain) ? '' : plain.slice(-longestName);
}

/** Characters of a text that are shown where a file was expected: it may be one. */
const shownCharacters = 200;

function shownPlain(given: unknown): unknown {
  if (typeof given === 'string') return given.slice(0, shownCharacters);
  return typeof given === 'object' ? null : given;
}

function notAFile(given: unknown): Phrase {
  if (typeof given === 'string') return phrase`is a text: give a Buffer, or an object with data, url or text`;
  return phrase`is neither a Buffer nor an object with data, url or text but ${kindOf(given)}`;
}
