import { CoupaError } from './errors';

/**
 * Does something with a property of a node: where that fails since the property cannot work as it is, the reason of the error
 * names it. An error that names one already stays as it is.
 */
export function aboutProperty<Result>(property: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CoupaError) || error.code !== 'COUPA_CONFIG') throw error;
    const { reason = { kind: 'setting' } } = error;
    if (reason.kind !== 'setting' || reason.property !== undefined) throw error;
    throw error.with({ reason: { ...reason, property } });
  }
}
