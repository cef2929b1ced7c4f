import type { CoupaError, CoupaErrorCode } from '../../base/errors';

/**
 * Whether the tenant has understood, and says no: the same is refused again. A refused sign-in is none, nobody has asked for anything
 * by then.
 */
export function isRefusal({ code, reason }: CoupaError): boolean {
  return refusals.has(code) && reason?.kind !== 'scopesRefused';
}

const refusals: ReadonlySet<CoupaErrorCode> = new Set([
  'COUPA_VALIDATION',
  'COUPA_FORBIDDEN',
  'COUPA_NOT_FOUND',
]);
