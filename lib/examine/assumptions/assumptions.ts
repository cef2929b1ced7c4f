import { connecting } from './connecting';
import { dating } from './dating';
import { listing } from './listing';
import { refusing } from './refusing';
import { shaping } from './shaping';

/** Everything that is examined, in the order in which it is told. `docs/operations.md` has the same table, held by a test. */
export const assumptions = [...connecting, ...listing, ...refusing, ...dating, ...shaping] as const;

/** The name of an assumption. */
export type AssumptionId = (typeof assumptions)[number]['id'];
