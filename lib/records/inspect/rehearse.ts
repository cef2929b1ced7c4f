import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import type { Say } from '../../base/text/phrase';
import type { Downloader } from '../../ports/files';
import type { Requester } from '../../ports/requester';
import { recordOptions } from '../model/options';
import { readRecordSettings } from '../model/settings';
import { RecordSession } from '../session';
import type { RecordTrial, Rehearsal, RehearsedObject } from './rehearsed';

/** Records that are read to try a node. */
const few = 3;

/** Objects that are gone through before a node is deployed. */
const most = 20;

/** With what something is tried before it is deployed. */
export interface RehearsalParts {
  requester: Requester & Downloader;
  /** Says what is told of objects. */
  say: Say;
  signal: AbortSignal;
}

/** The first records of a resource, with the members that a node asks for; whatever the node does, it only reads. */
export async function tryRecords(
  config: Readonly<Record<string, unknown>>,
  parts: RehearsalParts,
): Promise<RecordTrial> {
  const { resource, fields } = config;
  const start = performance.now();
  const list = { resource, fields, operation: 'list' };
  const { first } = await carryOut(list, { query: { limit: few } }, parts);
  const records = listIn(first).map((payload) => ({ payload, ...idOf(payload) }));
  return { records, milliseconds: Math.round(performance.now() - start) };
}

/**
 * What a node would send for some objects, and what is to be said of them. It finds and checks, and changes nothing.
 *
 * @throws {CoupaError} for what concerns all of them: a setting, a refused sign-in.
 */
export async function rehearse(
  config: Readonly<Record<string, unknown>>,
  payload: unknown,
  parts: RehearsalParts,
): Promise<Rehearsal> {
  const all = Array.isArray(payload) ? payload : [payload];
  const objects = all.slice(0, most);
  const settings = { ...config, dryRun: true, stopOnError: false, maxActions: recordOptions.maxActions.max };
  try {
    const { first, second } = await carryOut(settings, { payload: objects }, parts);
    return { objects: tell(objects, first, listIn(second)), left: all.length - objects.length };
  } catch (error) {
    const refused = error instanceof CoupaError ? notAppliedIn(error) : [];
    if (refused.length === 0) throw error;
    return { objects: tell(objects, undefined, refused), left: all.length - objects.length };
  }
}

/** What output 1 and output 2 got. */
interface Outputs {
  first?: JsonObject | undefined;
  second?: JsonObject | undefined;
}

async function carryOut(
  config: Readonly<Record<string, unknown>>,
  message: JsonObject,
  { requester, say, signal }: RehearsalParts,
): Promise<Outputs> {
  const session = new RecordSession({
    requester,
    settings: readRecordSettings(config),
    copy: (one) => structuredClone(one),
    status: () => {},
    warn: () => {},
    say,
  });
  const end = () => session.close();
  signal.addEventListener('abort', end);
  const outputs: Outputs = {};
  try {
    await session.handle(message, (first, second) => {
      if (first !== null) outputs.first = first;
      if (second !== null) outputs.second = second;
    });
    return outputs;
  } finally {
    signal.removeEventListener('abort', end);
    session.close();
  }
}

/** One entry for each object, in their order. */
function tell(
  objects: readonly unknown[],
  first: JsonObject | undefined,
  refused: readonly unknown[],
): RehearsedObject[] {
  const payloads = listIn(first);
  const summary = summaryIn(first);
  const findings = summary['warnings'];
  const outcomes = outcomesIn(summary);
  const entries = refused.filter(isJsonObject);
  let applied = 0;
  return objects.map((_, index): RehearsedObject => {
    const warnings = (Array.isArray(findings) ? findings : [])
      .filter(isJsonObject)
      .filter((one) => one['index'] === index)
      .map(({ path, message }) => ({ path: String(path), message: message as string }));
    const entry = entries.find((one) => one['index'] === index);
    if (entry !== undefined) return { refused: entry['reason'] as string, warnings };
    const payload = payloads[applied];
    applied += 1;
    if (outcomes[index] !== 'planned') return { found: payload, warnings };
    return { request: payload as NonNullable<RehearsedObject['request']>, warnings };
  });
}

function listIn(message: JsonObject | undefined): unknown[] {
  const payload = message?.['payload'];
  return Array.isArray(payload) ? payload : [];
}

function summaryIn(message: JsonObject | undefined): JsonObject {
  const coupa = message?.['coupa'];
  const record = isJsonObject(coupa) ? coupa['record'] : undefined;
  return isJsonObject(record) ? record : {};
}

function outcomesIn({ result }: JsonObject): unknown[] {
  return Array.isArray(result) ? result.map((one) => (isJsonObject(one) ? one['outcome'] : undefined)) : [];
}

function notAppliedIn({ details }: CoupaError): unknown[] {
  const entries = isJsonObject(details) ? details['notApplied'] : undefined;
  return Array.isArray(entries) ? entries : [];
}

function idOf(payload: unknown): { id?: string | number } {
  const id = isJsonObject(payload) ? payload['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? { id } : {};
}
