import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';

/** What the node can be asked to do. */
export const operations = ['list', 'get', 'create', 'update', 'delete', 'changes'] as const;
export type CsoOperation = (typeof operations)[number];

/** Whether an operation changes nothing. */
export function isReadingOperation(operation: CsoOperation): boolean {
  return operation === 'list' || operation === 'get' || operation === 'changes';
}

/** The kinds of object of Coupa Sourcing Optimization; each name is also its place in a path and its envelope. */
export const objectNames = [
  'events',
  'fact-sheets',
  'fields',
  'rows',
  'labels',
  'markets',
  'companies',
  'users',
] as const;
export type CsoObjectName = (typeof objectNames)[number];

/** What is published about one kind of object (Coupa's CSO pages, last edited March 2021). */
export interface CsoObject {
  readonly name: CsoObjectName;
  readonly singular: Phrase;
  /** What it lives under: nothing, an event, or a fact sheet of an event. */
  readonly under: 'site' | 'event' | 'fact-sheet';
  /** Why it cannot be deleted; absent: it can. */
  readonly undeletable?: Phrase;
  /** What else disappears with it, for the help and the log. */
  readonly cascade?: Phrase;
  /** Fields a new one must have. */
  readonly required: readonly string[];
  /** Every published field; absent: none is published, so no field is called unknown. */
  readonly fields?: readonly string[];
  /** Fields the server alone sets, or that stay as they were created. */
  readonly immutable: readonly string[];
  /** Whether its path is published. `false`: it is where its neighbours are, and nobody has confirmed it. */
  readonly verified: boolean;
}

/** The ids of the objects that another one lives under. */
export interface Parents {
  eventId?: string;
  factSheetId?: string;
}

const noDelete = phrase`the API publishes no way to delete them; deactivate them in Coupa`;

const objects: Readonly<Record<CsoObjectName, CsoObject>> = {
  events: {
    name: 'events',
    singular: phrase`event`,
    under: 'site',
    required: ['market-id'],
    fields: [
      'id',
      'market-id',
      'state',
      'name',
      'description',
      'reference-number',
      'event-number',
      'time-zone',
      'settings',
    ],
    immutable: ['market-id', 'event-number'],
    verified: true,
  },
  'fact-sheets': {
    name: 'fact-sheets',
    singular: phrase`fact sheet`,
    under: 'event',
    required: [],
    fields: ['id', 'ordinal', 'type', 'name', 'formula-name', 'description', 'created-time'],
    immutable: ['ordinal', 'type', 'created-time'],
    verified: true,
  },
  fields: {
    name: 'fields',
    singular: phrase`field`,
    under: 'fact-sheet',
    required: [],
    immutable: [],
    verified: true,
  },
  rows: {
    name: 'rows',
    singular: phrase`row`,
    under: 'fact-sheet',
    required: [],
    immutable: [],
    verified: false,
  },
  labels: {
    name: 'labels',
    singular: phrase`label`,
    under: 'fact-sheet',
    required: [],
    immutable: [],
    verified: false,
  },
  markets: {
    name: 'markets',
    singular: phrase`market`,
    under: 'site',
    cascade: phrase`every event of the market`,
    required: [],
    fields: ['id', 'name', 'description'],
    immutable: [],
    verified: true,
  },
  companies: {
    name: 'companies',
    singular: phrase`company`,
    under: 'site',
    undeletable: noDelete,
    required: [],
    immutable: [],
    verified: true,
  },
  users: {
    name: 'users',
    singular: phrase`user`,
    under: 'site',
    undeletable: noDelete,
    required: [],
    immutable: [],
    verified: true,
  },
};

/** The facts about a kind of object. */
export function csoObject(name: CsoObjectName): CsoObject {
  return objects[name];
}

/** The ids that say where objects of a kind are. */
export function parentIdsOf(name: CsoObjectName): readonly (keyof Parents)[] {
  const { under } = csoObject(name);
  if (under === 'site') return [];
  return under === 'event' ? ['eventId'] : ['eventId', 'factSheetId'];
}

/** One kind of object at one place of one site: what an operation works on. */
export interface Target {
  readonly object: CsoObject;
  /** Path of the index: `/api/events/1/fact-sheets`. */
  readonly path: string;
}

/**
 * Where objects of a kind are.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` when the event or the fact sheet they live under is not given.
 */
export function targetOf(name: CsoObjectName, parents: Parents): Target {
  const object = csoObject(name);
  if (object.under === 'site') return { object, path: `/api/${name}` };
  const event = `/api/events/${parent(object, 'event', parents.eventId)}`;
  if (object.under === 'event') return { object, path: `${event}/${name}` };
  const sheet = parent(object, 'fact sheet', parents.factSheetId);
  return { object, path: `${event}/fact-sheets/${sheet}/${name}` };
}

/** Path of one object of a target. */
export function objectPath(target: Target, id: string): string {
  return `${target.path}/${encodeURIComponent(id)}`;
}

function parent(object: CsoObject, kind: 'event' | 'fact sheet', id: string | undefined): string {
  if (id !== undefined && id !== '') return encodeURIComponent(id);
  throw new CoupaError(
    'COUPA_VALIDATION',
    kind === 'event'
      ? phrase`Finding ${object.name}: they belong to an event, and no event id was given. Set "Event id" in the node, or msg.eventId.`
      : phrase`Finding ${object.name}: they belong to a fact sheet, and no fact sheet id was given. Set "Fact sheet id" in the node, or msg.factSheetId.`,
  );
}

/** Whether a text names a kind of object. */
export function isObjectName(text: unknown): text is CsoObjectName {
  return objectNames.some((name) => name === text);
}

/** Whether a text names an operation. */
export function isOperation(text: unknown): text is CsoOperation {
  return operations.some((operation) => operation === text);
}
