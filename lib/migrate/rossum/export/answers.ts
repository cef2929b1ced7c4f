import { call, constant, type Expression, path } from '../../model/built-value';
import type { StepDescription } from '../../model/export-description';

/**
 * What a JMESPath takes out of an answer: `body.id`, `status_code`, `@`. Only plain paths have a counterpart.
 *
 * @param isBody whether it begins in the body already
 * @returns `undefined` for any other, such as one that asks for headers
 */
export function readAnswerPath(text: string, isBody: boolean): Expression | undefined {
  const given = text.trim();
  if (given.length > 200 || !/^(?:@|[\w-]+(?:\.[\w-]+|\[\d+\])*)$/.test(given)) return undefined;
  const keys = given === '@' ? [] : given.split(/[.[\]]+/).filter(Boolean);
  const named = keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  if (isBody) return path('answer', ...named);
  if (given === 'status_code') return call('given', path('status'), constant(''));
  return keys[0] === 'body' ? path('answer', ...named.slice(1)) : undefined;
}

/** An answer that becomes a field. */
export type Answer = StepDescription['answers'][number];
