import { Collection, type CollectionSettings } from './collection';
import { FileStore } from './files/store';
import { toId } from './json';
import { objectNames } from './records/resources';
import { operationAt } from './schemas/operations';
import type { TenantOptions } from './tenant-options';
import { dateWriter } from './tenant-time';
import type { Alert, WriteContext } from './writes/context';
import type { CarriedOut } from './writes/log';
import { defaultReadings, type Readings } from './writes/readings';
import { isList } from './writes/target';

/** Everything a tenant holds, and what was done to it through the API. */
export class TenantRecords {
  readonly readings: Readings;
  /** Writes that were carried out, in their order. */
  readonly writes: CarriedOut[] = [];
  /** Mails to the contacts of integrations. */
  readonly alerts: Alert[] = [];
  readonly files = new FileStore();
  readonly writing: WriteContext;
  private readonly settings: CollectionSettings;
  private readonly collections = new Map<string, Collection>();
  private lastId = 9_000_000;

  constructor(options: TenantOptions, now: () => number, origin: () => string) {
    const {
      seed = 1,
      timezoneOffset = '-08:00',
      size = 'small',
      keys = 'hyphen',
      hiddenFields = [],
    } = options;
    this.settings = { now, seed, timezoneOffset, size, keys, hiddenFields };
    this.readings = { ...defaultReadings, ...options.readings };
    this.writing = {
      find: (name) => this.find(name),
      resource: (name) => this.resource(name),
      now,
      date: dateWriter(timezoneOffset),
      readings: this.readings,
      nextId: () => this.nextId(),
      alerts: this.alerts,
      files: this.files,
      origin,
      customFields: (resource) => options.editableCustomFields?.[resource],
    };
  }

  /** The records under `/api/<name>`; made if absent. */
  resource(name: string): Collection {
    const known = this.collections.get(name);
    if (known) return known;
    const collection = new Collection(name, this.settings);
    this.collections.set(name, collection);
    return collection;
  }

  /**
   * Resources of Coupa's exist without records; what is below a record exists with it; others once they were asked for
   * with `resource`.
   */
  find(name: string): Collection | undefined {
    return name in objectNames || this.isBelowRecord(name) ? this.resource(name) : this.collections.get(name);
  }

  /** Names of the collections that were asked for. */
  get names(): string[] {
    return [...this.collections.keys()];
  }

  /** Ids of lines and other parts; those of what is made up are smaller. */
  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  private isBelowRecord(name: string): boolean {
    const operation = operationAt(name);
    if (!operation?.pattern.includes('{}') || !isList(operation.pattern)) return false;
    const [parent = '', id = ''] = name.split(/\/(\d+)\//);
    return /^\d+$/.test(id) && this.collections.get(parent)?.row(toId(id)) !== undefined;
  }
}
