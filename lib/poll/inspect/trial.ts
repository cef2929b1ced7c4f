import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { unlessAborted } from '../../base/unless-aborted';
import type { Requester } from '../../ports/requester';
import { readPage } from '../../scan/page';
import { byId } from '../../scan/paging-parameters';
import type { PollParts } from '../compile/parts';
import { classify, withoutNulls } from '../model/message';
import { type BoundsState, boundsOf, edgeMs, type PollBounds } from '../scan/bounds';
import type { Trial, TriedRecord } from './tried';

/** What a trial needs beside the node's parts. */
export interface TrialCircumstances extends BoundsState {
  requester: Requester;
  /** Whether the connection is an Open Connectors hub. */
  hub: boolean;
  now: number;
  signal: AbortSignal;
}

/** Records that are asked for. */
const few = 3;

/**
 * Reads the first three records of what a node would poll now, and if there are none, of what it would read from the
 * beginning. Changes nothing.
 *
 * @throws {CoupaError} of the request.
 */
export async function tryPoll(parts: PollParts, circumstances: TrialCircumstances): Promise<Trial> {
  const { lower, from } = boundsOf(parts.settings, circumstances, circumstances.now);
  const trial = await readFew(parts, circumstances, { lower, from });
  if (trial.records.length > 0 || lower === 0) return trial;
  const widened = await readFew(parts, circumstances, { lower: 0, from: circumstances.position });
  return { ...widened, emptySince: new Date(lower + edgeMs).toISOString() };
}

async function readFew(
  parts: PollParts,
  circumstances: TrialCircumstances,
  { lower, from }: Pick<PollBounds, 'lower' | 'from'>,
): Promise<Trial> {
  const { requester, hub, now, signal } = circumstances;
  const list = await unlessAborted(parts.source.render({ lower, now }), signal);
  const path = list.with(hub ? [['pageSize', few]] : [...byId, ['limit', few]]);
  const answer = await requester.request({
    path,
    purpose: phrase`reading ${parts.settings.resource}`,
    list: true,
    signal,
  });
  return {
    path,
    records: readPage(answer)
      .records.slice(0, few)
      .map((record) => tried(parts, record, from)),
    milliseconds: Math.round(answer.elapsed),
    ...(lower > 0 && { from: new Date(lower).toISOString() }),
  };
}

function tried(
  { reader, settings, source }: PollParts,
  record: unknown,
  from: number | undefined,
): TriedRecord {
  const payload = settings.removeNulls ? withoutNulls(record) : record;
  try {
    const version = reader.read(record);
    const tolerance = settings.createdCheckTolerance;
    return {
      payload,
      eventType: classify(version, { from, sentBefore: false, tolerance, mayBeOld: source.asksSince }),
      ...(version.id !== undefined && { id: version.id }),
      ...(version.updatedAt !== undefined && { updatedAt: new Date(version.updatedAt).toISOString() }),
      ...(version.createdAt !== undefined && { createdAt: new Date(version.createdAt).toISOString() }),
    };
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    return { payload, problem: error.phrase };
  }
}
