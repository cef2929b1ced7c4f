import type { PollName } from './chaos-flows';

/** One message as a flow got it. */
export interface Sending {
  poll: PollName;
  id: string;
  /** The number of the version, see `Version`. */
  change: number;
  key: string;
  attempt: number;
  /** Tells this sending from every other. */
  delivery: string;
  instance: string;
  /** Epoch milliseconds. */
  at: number;
  /** What was said of it, by which instance; several times where nobody knew whether it was heard. */
  said: Said[];
}

export interface Said {
  how: 'acknowledged' | 'refused';
  by: string;
  at: number;
}

/** All that the flows of a fleet got, and what they said of it. */
export class Sendings {
  /** In the order in which they happened. */
  readonly all: Sending[] = [];
  /** Keys of records that were given up. */
  readonly undeliverable = new Set<string>();
  private readonly byDelivery = new Map<string, Sending[]>();
  private readonly byChange = new Map<number, Sending[]>();
  private readonly byRecord = new Map<string, Sending[]>();

  /** Of this version, in their order. */
  of(change: number): Sending[] {
    return this.byChange.get(change) ?? [];
  }

  ofRecord(poll: PollName, id: string): Sending[] {
    return this.byRecord.get(`${poll} ${id}`) ?? [];
  }

  /** What an instance has in hand now. */
  inHandOf(instance: string): Sending[] {
    return this.all.filter((one) => one.instance === instance && one.said.length === 0);
  }

  took(sending: Sending): void {
    insert(this.all, sending);
    // In the other poll the flow has what it got.
    if (sending.poll === 'sent')
      sending.said.push({ how: 'acknowledged', by: sending.instance, at: sending.at });
    put(this.byDelivery, sending.delivery, sending);
    put(this.byChange, sending.change, sending);
    put(this.byRecord, `${sending.poll} ${sending.id}`, sending);
  }

  /** The flow that has a sending says what came of it, or another one does. */
  said(delivery: string, said: Said): void {
    this.byDelivery.get(delivery)?.at(-1)?.said.push(said);
  }
}

/** When the flow said that it has a record; `undefined`: it did not. */
export function acknowledgedAt({ said }: Sending): number | undefined {
  return said.find(({ how }) => how === 'acknowledged')?.at;
}

/** What all sendings of one reading of a record have in common. */
export function rowOf({ delivery }: Sending): string {
  return delivery.slice(0, delivery.lastIndexOf('.'));
}

function put<Key>(map: Map<Key, Sending[]>, key: Key, sending: Sending): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [sending]);
  else insert(list, sending);
}

/** By time: one process is read before another, whatever happened first. */
function insert(list: Sending[], sending: Sending): void {
  const at = list.findLastIndex((one) => one.at <= sending.at);
  list.splice(at + 1, 0, sending);
}
