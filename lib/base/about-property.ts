import { CoupaError } from './errors';

/**
 * Does something with a property of a node: where that fails since the property cannot work as it is, `details.property` of the
 * error is its name. An error that names one already stays as it is.
 */
export function aboutProperty<Result>(property: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CoupaError) || error.code !== 'COUPA_CONFIG') throw error;
    const details = Object(error.details) as object;
    if ('property' in details) throw error;
    throw new CoupaError(error.code, error.phrase, { details: { ...details, property }, cause: error.cause });
  }
}
