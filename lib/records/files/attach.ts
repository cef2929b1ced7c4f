import { memberOf } from '../../base/spelling';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { FormField } from '../../ports/form-field';
import type { Answer } from '../../ports/requester';
import type { BatchReport } from '../../write/carry-out';
import { idOf, recordIn } from '../../write/record-in';
import { saidButYes } from '../../write/said-instead';
import { carryOutPlan, type Done, type Plan, type PlannedWrite, type RecordOutcome } from '../work/plan';
import { idTurn } from '../work/turns';
import { queryOf, type Work } from '../work/work';
import { unlessSentBefore } from '../writing/comes-again';
import { type Enclosure, type FileWords, readEnclosure } from './enclosure';
import type { UploadPlace } from './file-place';

type Report = BatchReport<Done, unknown>;

/** One object of a message, as it was given. */
export interface GivenEnclosure {
  given: unknown;
  words: FileWords;
  /** Place in the message, from 0. */
  index: number;
}

/** Attaches one object of a message, and says what became of it. Whatever is wrong with it keeps no other one back. */
export async function attachOne(
  work: Work,
  place: UploadPlace,
  { given, words, index }: GivenEnclosure,
): Promise<Report> {
  const terms = { ofRecord: place.ofRecord, maxBytes: work.settings.maxFileSize };
  const reading = readEnclosure(given, words, terms);
  const { shown } = reading;
  if ('fault' in reading) return notSent(shown, phrase`Not sent, since it ${reading.fault}.`);
  const { enclosure } = reading;
  if (place.file !== '' && 'text' in enclosure.content)
    return notSent(
      shown,
      phrase`Not sent, since it is a text, and ${place.file} has to be a file or its url.`,
    );
  if (!place.isKnown) work.remarks.add({ index, path: '', message: unknownPlace(work) });
  const plan = planAttach(work, place, enclosure, { shown, index });
  const turns = place.ofRecord ? [idTurn(work, enclosure.id)] : [];
  return work.turns.take(turns, () => carryOutPlan(work, shown, plan));
}

/** An object as it is told, and its place in the message. */
interface Told {
  shown: unknown;
  index: number;
}

/**
 * A file that is put in its place replaces the one before, so that it may be sent again after an answer was lost; an attachment would be
 * there twice.
 */
function planAttach(work: Work, place: UploadPlace, enclosure: Enclosure, told: Told): Plan {
  const { target, parameters } = work;
  const { method, repeatable } = place;
  const path = place.path.replace('{id}', encodeURIComponent(enclosure.id));
  const purpose = phrase`attaching ${nameOf(enclosure)} to ${target.resource} ${enclosure.id}`;
  const unknown = (why: Phrase): RecordOutcome => ({
    object: told.shown,
    outcome: 'unknown',
    reason: phrase`${phrase`Unknown outcome: ${why}`}. Look in Coupa before sending it again.`,
  });
  const plan: PlannedWrite = {
    request: { method, path: `${path}${queryOf(parameters)}`, form: fieldsOf(place, enclosure) },
    purpose,
    as: 'attach',
    repeatable,
    judge: (answer) => {
      const said = saidButYes(purpose, answer);
      return said === undefined ? judge(work, place, enclosure, told, answer) : unknown(said);
    },
    findOut: async (why) => unknown(why),
  };
  return unlessSentBefore(work, told.shown, plan, true);
}

/** Coupa: `attachment[type]` is `file`, `url` or `text`, and the member of that name has it; a file in its own place is `file`. */
function fieldsOf({ file }: UploadPlace, { content, intent }: Enclosure): FormField[] {
  if (file !== '') return [{ name: 'file', value: contentOf(content) }];
  const type = 'size' in content ? 'file' : 'url' in content ? 'url' : 'text';
  return [
    { name: 'attachment[type]', value: type },
    ...(intent === undefined ? [] : [{ name: 'attachment[intent]', value: intent }]),
    { name: `attachment[${type}]`, value: contentOf(content) },
  ];
}

function contentOf(content: Enclosure['content']): FormField['value'] {
  if ('size' in content) return content;
  return 'url' in content ? content.url : content.text;
}

function nameOf({ content }: Enclosure): string {
  if ('size' in content) return content.filename;
  return 'url' in content ? 'url' : 'text';
}

function judge(
  work: Work,
  place: UploadPlace,
  enclosure: Enclosure,
  { index }: Told,
  { body }: Answer,
): RecordOutcome {
  const record = recordIn(body);
  const id = (record === undefined ? undefined : idOf(record)) ?? (enclosure.id || undefined);
  const size = record === undefined ? undefined : sizeIn(record, place);
  const { content } = enclosure;
  if (work.settings.verify && 'size' in content && size !== undefined && size !== content.size) {
    const message = phrase`Coupa says that ${content.filename} has ${size} bytes; it was sent ${content.size}.`;
    work.remarks.add({ index, path: 'size', message });
  }
  const payload = body ?? (id === undefined ? null : { id });
  return { applied: { how: 'attached', payload, ...(id === undefined ? {} : { id }) } };
}

/** Bytes of the file by what Coupa answers: of an attachment as declared or as it was seen, of a record's own file by its name. */
function sizeIn(record: object, { file }: UploadPlace): number | undefined {
  const names = file === '' ? ['file-file-size', 'file-size'] : [`${file}-file-size`];
  const value = names.map((name) => memberOf(record, name)?.value).find((one) => one !== undefined);
  const size = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof size === 'number' && Number.isFinite(size) ? size : undefined;
}

function unknownPlace({ target }: Work): Phrase {
  return phrase`It is not known that ${target.resource} have attachments; it is tried.`;
}

function notSent(object: unknown, reason: Phrase): Report {
  return { outcomes: [{ object, outcome: 'not sent', reason }], result: [] };
}
