import fc from 'fast-check';
import type { WeatherRule } from '../simulator';

/** What is written in one run. */
export type Writing = 'create' | 'upsert' | 'update' | 'pay' | 'delete' | 'mark';

/** One object of a message. Its tag is known to nobody else, so the tenant can be asked what became of it. */
export interface Asked {
  /** Which record it is about; two objects may be about one. */
  record: number;
  /** Whether an upsert also says the id of a record that is there, and an update its key. */
  both: boolean;
  /** Whether the tenant refuses it. */
  wrong: boolean;
  /** Whether our own checks do. */
  broken: boolean;
}

/** What goes wrong with one request that the engine makes. */
export interface Fault {
  /** Which request, counted from 1 among those of its kind. */
  nth: number;
  what: FaultKind;
}

const faultKinds = [
  'lost before',
  'lost after',
  'lost until later',
  'refused by the rate',
  'fails before',
  'fails after',
  'is cut',
  'reads fail',
  'a web page',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A message, and what it meets. */
export interface World {
  writing: Writing;
  objects: Asked[];
  faults: Fault[];
  maxInFlight: number;
  stopOnError: boolean;
  /** The node is closed when so many requests have arrived; 0: it is not. */
  closeAfter: number;
}

const asked = fc.record({
  record: fc.nat(2),
  both: fc.boolean(),
  wrong: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.boolean()),
  broken: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.boolean()),
});

/** What goes wrong in one world. */
export const faults: fc.Arbitrary<Fault[]> = fc.array(
  fc.record({ nth: fc.integer({ min: 1, max: 6 }), what: fc.constantFrom(...faultKinds) }),
  { maxLength: 4 },
);

/** Random worlds. Most have something go wrong; a few are quiet. */
export const worlds: fc.Arbitrary<World> = fc.record({
  writing: fc.constantFrom<Writing>('create', 'create', 'upsert', 'update', 'pay', 'delete', 'mark'),
  objects: fc.array(asked, { minLength: 1, maxLength: 6 }),
  faults,
  maxInFlight: fc.constantFrom(1, 1, 3),
  stopOnError: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  closeAfter: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 8 })),
});

/** The weather of a fault; `undefined` where it would make a promise that nobody can keep. */
export function weatherOf({ nth, what }: Fault, writing: Writing): WeatherRule | undefined {
  const write = { path: '/api/', method: ['POST', 'PUT', 'DELETE'], nth };
  switch (what) {
    case 'lost before':
      return { ...write, kind: 'answer-lost', carriedOut: false };
    case 'lost after':
      return { ...write, kind: 'answer-lost' };
    case 'lost until later':
      // A change that was repeated meanwhile may be undone by its own first sending: nobody can see that.
      if (writing !== 'create') return undefined;
      return { ...write, kind: 'answer-lost', carriedOut: 'later', after: 2 };
    case 'refused by the rate':
      return { ...write, kind: '429' };
    case 'fails before':
      return { ...write, kind: '500' };
    case 'fails after':
      return { ...write, kind: 'answer-lost', as: '502' };
    case 'is cut':
      return { ...write, kind: 'cut-body' };
    case 'a web page':
      return { ...write, kind: 'login-page' };
    default:
      return { path: '/api/', method: 'GET', nth, kind: '503-html', times: 5 };
  }
}
