import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { type ExportedMark, exportedMark } from '../../catalogue/exported-mark';
import { decodeParameter } from '../../template/percent';
import { parametersOf } from '../model/left-out';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';

/** How the records of a poll are marked as exported. */
export interface Marks {
  readonly mark: ExportedMark;
  /** Path of the list: `/api/invoices`. */
  readonly path: string;
  /** Parameters that say in which form records are answered, as the poll's URL has them; percent-encoded. */
  readonly form: readonly string[];
}

/**
 * How a node's records are marked; `undefined`: it does not mark them.
 *
 * @param hub whether the connection is an Open Connectors hub
 * @throws {CoupaError} `COUPA_CONFIG` where it is to mark what cannot be marked.
 */
export function marksOf(
  { markExported, idField, resource }: PollSettings,
  { path, filter }: Pick<Source, 'path' | 'filter'>,
  hub: boolean,
): Marks | undefined {
  if (!markExported) return undefined;
  if (hub)
    throw refusal(
      phrase`"markExported" is on, and the connection is an Open Connectors hub, which cannot mark records. Connect to Coupa itself, or switch it off.`,
    );
  const mark = exportedMark(path);
  if (mark === undefined)
    throw refusal(
      phrase`"markExported" is on, but the records of ${resource} (${path}) have no exported flag in Coupa. Switch it off: the node remembers what it delivered by itself.`,
    );
  if (idField !== 'id')
    throw refusal(
      phrase`"markExported" is on, and Coupa marks a record by its "id", but the node's id field is "${idField}". Set the id field to "id", or switch it off.`,
    );
  return { mark, path, form: formOf(filter) };
}

/**
 * Whether Coupa's flag says alone what is still to be delivered: the URL asks for what is not exported, whenever it changed, and the
 * node marks what it delivered. Then neither the position nor the node's `start` counts, and a state that is lost costs nothing.
 */
export function isFlagPosition(
  { markExported, filterByUpdatedDate }: Pick<PollSettings, 'markExported' | 'filterByUpdatedDate'>,
  url: string,
  hasLowerBound: boolean,
): boolean {
  return markExported && !filterByUpdatedDate && !hasLowerBound && asksUnexported(url);
}

/** Whether a URL asks for what is not exported. */
export function asksUnexported(url: string): boolean {
  return parametersOf(url).some((parameter) => decodeParameter(parameter) === 'exported=false');
}

function formOf(url: string): string[] {
  return parametersOf(url).flatMap((parameter) => {
    const [, name, value = ''] = /^(fields|filter|return_object)=(.*)$/s.exec(parameter.trim()) ?? [];
    // What is known only when the URL is rendered cannot be asked for here.
    if (name === undefined || /\{\{|\$\{/.test(value)) return [];
    return [`${name}=${encodeURIComponent(decodeParameter(value))}`];
  });
}

function refusal(message: ReturnType<typeof phrase>): CoupaError {
  return new CoupaError('COUPA_CONFIG', message, { reason: { kind: 'setting', property: 'markExported' } });
}
