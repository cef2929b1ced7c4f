import type { CoupaError } from '../../base/errors';
import { isJsonObject } from '../../base/json';
import { memberOf } from '../../base/spelling';
import { TaskQueue } from '../../base/task-queue';
import { fileNameOf } from '../../base/text/file-name';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { FileAnswer } from '../../ports/files';
import type { BatchReport } from '../../write/carry-out';
import { namingScope } from '../../write/needed-scope';
import { refusedBy } from '../../write/outcome';
import { Places } from '../../write/places';
import { asCoupaError } from '../../write/request-failure';
import { readItem } from '../model/item';
import type { Done } from '../work/plan';
import { queryOf, type Work } from '../work/work';
import type { DownloadPlace } from './file-place';
import { endFor, mediaTypeFor } from './media-types';

type Report = BatchReport<Done, unknown>;

/** Times the largest file that the files of one message may have together before no further one is begun. */
const mostTogether = 4;

/** Files under way at once: each is held whole. */
const filesAtOnce = 3;

/**
 * What bounds the files that a node holds, whatever messages ask for them: three are fetched at a time, and lists of files, which are
 * held until the last is there, come one after the other.
 */
export class FilesUnderWay {
  /** How many files of a list are asked for side by side. */
  readonly atOnce = filesAtOnce;
  private readonly places = new Places(filesAtOnce);
  private readonly lists = new TaskQueue();

  /** Fetches a file when there is a place for it. */
  one<Result>(fetch: () => Promise<Result>): Promise<Result> {
    return this.places.take(fetch);
  }

  /** Fetches a list of files when the list before is done. */
  list<Result>(fetch: () => Promise<Result>): Promise<Result> {
    return this.lists.run(fetch);
  }
}

/** Fetches the files of one message. */
export class Downloads {
  private taken = 0;

  constructor(
    private readonly work: Work,
    private readonly place: DownloadPlace,
  ) {}

  /** Fetches one file: it is one Buffer, however it came. */
  async one(given: unknown, index: number, messageId: unknown): Promise<Report> {
    const reading = readItem(given, index, 'id', messageId);
    if ('fault' in reading) return notAsked(given, phrase`Not asked for, since it ${reading.fault}.`);
    if (this.taken >= mostTogether * this.work.settings.maxFileSize)
      return notAsked(
        given,
        phrase`Not asked for, since the files before it have ${this.taken} bytes together: ask for fewer at once.`,
      );
    const { id = '' } = reading.item;
    try {
      const answer = await this.fetch(id);
      this.taken += answer.bytes.length;
      return found(id, answer, this.nameFor(given, id, answer));
    } catch (thrown) {
      const error = withAdvice(asCoupaError(thrown), this.work.settings.maxFileSize);
      const { statusCode } = error;
      const outcomes = [refusedBy(given, error)];
      return { outcomes, result: [], error, ...(statusCode === undefined ? {} : { statusCode }) };
    }
  }

  private async fetch(id: string): Promise<FileAnswer> {
    const { requester, target, settings, signal, priority, parameters } = this.work;
    const path = `${this.place.path.replace('{id}', encodeURIComponent(id))}${queryOf(parameters)}`;
    const purpose = phrase`fetching ${this.place.file || 'file'} of ${target.resource} ${id}`;
    const maxBytes = settings.maxFileSize;
    try {
      return await requester.download({ path, purpose, maxBytes, signal, priority });
    } catch (error) {
      throw namingScope(error, target.resource, 'download');
    }
  }

  /** As the answer names it, else the record that was given, else by what it is of. */
  private nameFor(given: unknown, id: string, { filename, contentType }: FileAnswer): string {
    if (filename !== undefined) return filename;
    const { file } = this.place;
    const own = isJsonObject(given) ? memberOf(given, `${file}-file-name`)?.value : undefined;
    const known = typeof own === 'string' ? fileNameOf(own) : undefined;
    return known ?? `${file || 'file'}-${id}${endFor(contentType)}`;
  }
}

function found(id: string, { bytes, contentType, statusCode }: FileAnswer, filename: string): Report {
  const file = { filename, contentType: contentType ?? mediaTypeFor(filename) };
  return {
    outcomes: [{ applied: { how: 'fetched', id, payload: bytes, file, statusCode } }],
    result: [],
    statusCode,
  };
}

function withAdvice(error: CoupaError, maxBytes: number): CoupaError {
  const { reason } = error;
  if (reason?.kind !== 'body' || reason.fault !== 'fileTooLarge') return error;
  return error.with({
    phrase: phrase`${error.phrase} This node takes ${maxBytes} bytes at most: "Largest file" says so.`,
  });
}

function notAsked(object: unknown, reason: Phrase): Report {
  return { outcomes: [{ object, outcome: 'not sent', reason }], result: [] };
}
