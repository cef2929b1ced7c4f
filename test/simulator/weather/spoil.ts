import { deflateRawSync, gzipSync } from 'node:zlib';
import { type AnswerHeaders, type HttpAnswer, xml } from '../http/answers';
import { errorsToXml } from '../http/xml';
import type { WeatherRule } from './weather';

/** An answer after weather that leaves its content as it is and changes the way in which it travels. */
export function spoil(answer: HttpAnswer, rule: WeatherRule | undefined): HttpAnswer {
  switch (rule?.kind) {
    case 'unknown-encoding':
      return withHeaders(answer, { 'content-encoding': 'utf-8' });
    case 'gzip-over-plain':
      return withHeaders(answer, { 'content-encoding': 'gzip' });
    case 'raw-deflate':
      return withHeaders(
        { ...answer, body: deflateRawSync(bytesOf(answer)) },
        { 'content-encoding': 'deflate' },
      );
    case 'cut-gzip': {
      const zipped = gzipSync(bytesOf(answer));
      const half = zipped.subarray(0, Math.floor(zipped.length / 2));
      return withHeaders({ ...answer, body: half }, { 'content-encoding': 'gzip' });
    }
    case 'byte-order-mark':
      return { ...answer, body: Buffer.concat([Buffer.from('\uFEFF'), bytesOf(answer)]) };
    case 'large-cookies':
      return withHeaders(answer, { 'set-cookie': Array.from({ length: 20 }, cookie) });
    case 'empty-as-404':
      return isEmptyList(answer) ? xml(404, errorsToXml(['No results match your search criteria.'])) : answer;
    case 'empty-as-204':
      return isEmptyList(answer) ? { ...answer, status: 204, body: '' } : answer;
    default:
      return answer;
  }
}

const cutShort: ReadonlySet<string> = new Set([
  'answer-lost',
  'cut-body',
  'reset-in-body',
  'stalled-body',
  'cut-gzip',
]);

/** Whether the one who asked gets the whole answer. */
export function tellsWholly(rule: WeatherRule | undefined): boolean {
  return rule === undefined || !cutShort.has(rule.kind);
}

function bytesOf({ body }: HttpAnswer): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

function withHeaders(answer: HttpAnswer, more: AnswerHeaders): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, ...more } };
}

function isEmptyList(answer: HttpAnswer): boolean {
  return answer.status === 200 && bytesOf(answer).toString() === '[]';
}

/** A kilobyte, as the cookies of firewalls and of single sign-on are. */
function cookie(_: unknown, index: number): string {
  return `session-${index}=${'x'.repeat(1000)}; Path=/; HttpOnly`;
}
