import { noteOf } from '../../simulator/changing';
import { Random } from '../../simulator/random';
import type { Scene } from './scene';
import { watched } from './scene';

const events = '/api/events';

/** More are not created, so that an hour's tenant is not much larger than a minute's. */
const mostRecords = 800;
const mostEvents = 60;

/** Keeps changing everything that is watched; each change has a number of its own, whatever the tenant's clock says. */
export class Churn {
  private readonly random: Random;
  private readonly resources = Object.values(watched)
    .map(({ resource }) => resource)
    .filter((resource) => resource !== 'events');
  private timer: NodeJS.Timeout | undefined;
  private changeCount = 0;

  constructor(
    private readonly scene: Scene,
    seed: number,
  ) {
    this.random = new Random(seed + 2);
    for (const resource of this.resources) for (let made = 0; made < 120; made += 1) this.create(resource);
    for (let made = 0; made < 20; made += 1) this.addEvent();
  }

  /** Changes so far. */
  get changes(): number {
    return this.changeCount;
  }

  start(perSecond: number): void {
    const begun = performance.now();
    let made = 0;
    // A busy machine is late with its timers: what is due is made up for.
    this.timer = setInterval(() => {
      for (const due = ((performance.now() - begun) / 1000) * perSecond; made < due; made += 1) this.change();
    }, 1000 / perSecond);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private change(): void {
    if (this.random.integer(1, 8) === 1) this.changeEvent();
    else {
      const [first = 'invoices', ...others] = this.resources;
      this.changeRecord(this.random.pick([first, ...others]));
    }
  }

  private changeRecord(resource: string): void {
    const collection = this.scene.tenant.resource(resource);
    const isNew = collection.length < mostRecords && this.random.integer(1, 6) === 1;
    const row = collection.at(this.random.integer(0, collection.length - 1));
    if (isNew || row === undefined) this.create(resource);
    else collection.update(row.id, { [noteOf(resource)]: this.note() });
  }

  private create(resource: string): void {
    this.scene.tenant.resource(resource).create({ [noteOf(resource)]: this.note() });
  }

  private changeEvent(): void {
    const collection = this.scene.cso.collection(events);
    const all = collection.find();
    const one = all[this.random.integer(0, all.length - 1)];
    const what = this.random.integer(1, 6);
    if (one === undefined || (what === 1 && all.length < mostEvents)) this.addEvent();
    else if (what === 2 && all.length > 10) collection.remove(one.id);
    else collection.update(one.id, { name: this.note() });
  }

  private addEvent(): void {
    this.scene.cso.collection(events).add({ name: this.note(), 'market-id': '1', state: 'Setup' });
  }

  private note(): string {
    this.changeCount += 1;
    return `change ${this.changeCount}`;
  }
}

/** The number of the change that a note tells of; 0 for none. */
export function changeIn(note: string): number {
  return Number(/^change (\d+)$/.exec(note)?.[1] ?? 0);
}

/** The last change of every record and event that the tenant holds, by `topic:id`. */
export function lastChanges({ tenant, cso }: Scene): Map<string, number> {
  const last = new Map<string, number>();
  for (const { resource } of Object.values(watched)) {
    if (resource === 'events') continue;
    for (const record of tenant.resource(resource).all())
      last.set(`${resource}:${record['id']}`, changeIn(String(record[noteOf(resource)])));
  }
  for (const event of cso.collection(events).find())
    last.set(`events:${event.id}`, changeIn(String(event['name'])));
  return last;
}
