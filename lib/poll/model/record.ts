import { CoupaError } from '../../base/errors';
import { phrase, type Text } from '../../base/text/phrase';
import { digestOf, ListedRecord, ReadRecord } from '../../connection/json/listed-record';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import type { DateReader } from '../../dates/read-date';
import type { PayloadElsewhere } from '../../ports/page-readers';
import { idFault, idText, type RecordId, readId } from '../../scan/record-id';
import { saidBy } from './said';

/** Where a record keeps what the engine reads of it. */
export interface RecordFields {
  /** Path to the id, segments separated by dots; empty: a record is identified by its content. */
  idField: string;
  /** Path to the updated date; empty: there is none. */
  updatedDateField: string;
  /** Path to the created date; empty: there is none. */
  createdDateField: string;
  updatedDate: DateReader;
  createdDate: DateReader;
}

/** What is known of a version whose record is elsewhere. */
export class VersionPrints {
  constructor(
    /** Of its bytes. */
    readonly fingerprint: string,
    /** Of its content. */
    readonly digest: string,
    /** Where what the flow gets of it is. */
    readonly payload: PayloadElsewhere,
    /** Gets that, as JSON text. */
    readonly fetchPayload: () => Promise<string>,
  ) {}
}

/** One record as a page had it: which version of which record it is. */
export class Version {
  private digestText: string | undefined;
  private identityText: string | undefined;

  constructor(
    /** The record as the tenant sent it; where it is elsewhere, its member `id` alone. */
    readonly record: object,
    /** Its id; `undefined` if it has none, or is identified by its content. */
    readonly id: RecordId | undefined,
    /** Epoch milliseconds; `undefined` if the record carries no such date. */
    readonly updatedAt: number | undefined,
    readonly createdAt: number | undefined,
    /** The same as it came; `undefined` where that is not known. */
    private readonly source?: ReadRecord | ListedRecord | VersionPrints,
  ) {}

  /** Where its payload is, if nobody here has it. */
  get elsewhere(): PayloadElsewhere | undefined {
    return this.source instanceof VersionPrints ? this.source.payload : undefined;
  }

  /** The JSON text of its payload, which is elsewhere. */
  async fetchPayload(): Promise<string | undefined> {
    return this.source instanceof VersionPrints ? this.source.fetchPayload() : undefined;
  }

  /** The JSON text of the record, if it is at hand: nobody has to make it again. */
  get text(): string | undefined {
    return this.source instanceof ReadRecord ? this.source.text : undefined;
  }

  /**
   * The record as it came, where it was not parsed, since its very bytes are remembered: `record` is then that, `createdAt` is not
   * known, and all else is as remembered.
   */
  get unparsed(): ListedRecord | undefined {
    return this.source instanceof ListedRecord ? this.source : undefined;
  }

  /** Fingerprint of the bytes as they came; `undefined` where these are not known. */
  get fingerprint(): string | undefined {
    return this.source?.fingerprint;
  }

  /** Gets the fingerprint later, and holds nothing but the bytes until then. */
  get laterFingerprint(): () => string | undefined {
    const { source } = this;
    if (source instanceof ReadRecord) return source.laterFingerprint;
    const fingerprint = source?.fingerprint;
    return () => fingerprint;
  }

  /** What tells this record from others: its id, or its content where there is no id. */
  get identity(): string {
    this.identityText ??= this.id === undefined ? this.digest : idText(this.id);
    return this.identityText;
  }

  /**
   * Fingerprint of the content, however it is written; another order of members is another content. Coupa's dates have whole
   * seconds, so it alone tells the second of two changes within one second from the first. Computed when first asked for, which takes
   * as long as parsing the record: once for each that is remembered, never for one whose bytes are known.
   */
  get digest(): string {
    this.digestText ??= this.source instanceof VersionPrints ? this.source.digest : digestOf(this.record);
    return this.digestText;
  }

  /** The same for what is remembered, faster: but where an object has a name twice, see `ReadRecord.digest`. */
  get remembered(): string {
    return this.source instanceof ReadRecord ? this.source.digest : this.digest;
  }

  /** Fingerprint of what the record says: see `saidBy`. Of one that is elsewhere nobody knows it, so it is taken for another. */
  get said(): string {
    return this.source instanceof VersionPrints ? '' : saidBy(this.record);
  }
}

/** Reads records of one resource. */
export class RecordReader {
  private readonly id: Path;
  private readonly updated: Path;
  private readonly created: Path;

  constructor(private readonly fields: RecordFields) {
    this.id = compilePath(fields.idField);
    this.updated = compilePath(fields.updatedDateField);
    this.created = compilePath(fields.createdDateField);
  }

  /**
   * Reads one element of a page.
   *
   * @throws {CoupaError} `COUPA_RESPONSE` when it could not be read or is no object, its id cannot be used, or a date in it cannot
   *   be read: a wrong instant loses records.
   */
  read(value: unknown): Version {
    if (value instanceof UnreadableRecord) throw value.error;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new CoupaError(
        'COUPA_RESPONSE',
        phrase`The answer holds ${describe(value)} where a record should be. Check that the URL is that of a list.`,
      );
    }
    const source = value instanceof ReadRecord ? value : undefined;
    const record = source?.value ?? value;
    const id = this.readId(record);
    return new Version(
      record,
      id,
      this.readDate(record, id, this.updated, this.fields.updatedDate, this.fields.updatedDateField),
      this.readDate(record, id, this.created, this.fields.createdDate, this.fields.createdDateField),
      source,
    );
  }

  /** The earliest updated date that a record updated at this instant can carry: see `DateReader.earliest`. */
  earliest(epochMs: number): number {
    return this.fields.updatedDate.earliest(epochMs);
  }

  private readId(record: object): RecordId | undefined {
    if (this.id === undefined) return undefined;
    const value = follow(record, this.id);
    const fault = idFault(value);
    if (fault === undefined) return readId(value);
    const name = this.fields.idField;
    throw new CoupaError(
      'COUPA_RESPONSE',
      phrase`The id of a record, ${beginning(value)} in field "${name}", ${fault}. The record is left out; correct it in Coupa, or name another id field in the node.`,
      { details: { field: name, id: beginning(value) } },
    );
  }

  private readDate(record: object, id: RecordId | undefined, path: Path, reader: DateReader, name: string) {
    const value = follow(record, path);
    if (value === undefined || value === null || value === '') return undefined;
    try {
      return reader.read(value);
    } catch (error) {
      const reason = error instanceof CoupaError ? error.phrase : String(error);
      throw new CoupaError(
        'COUPA_RESPONSE',
        phrase`Cannot read the date in field "${name}" of record ${id ?? phrase`(without id)`}: ${reason}`,
        {
          details: { field: name, id, value: typeof value === 'string' ? beginning(value) : value },
          cause: error,
        },
      );
    }
  }
}

/** Segments of a path into a record; `undefined` for the empty path. */
type Path = readonly string[] | undefined;

function compilePath(path: string): Path {
  return path === '' ? undefined : path.split('.');
}

function follow(record: object, path: Path): unknown {
  if (path === undefined) return undefined;
  let value: unknown = record;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

/** A text that may be very long, or no Unicode, as a person can read it. */
function beginning(value: unknown): string {
  const text = String(value);
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function describe(value: unknown): Text {
  if (value === null) return 'null';
  return Array.isArray(value) ? phrase`a list` : phrase`a value of type ${typeof value}`;
}
