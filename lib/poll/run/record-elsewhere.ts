import type { FoundRecord, PageElsewhere } from '../../ports/page-readers';
import { Version, VersionPrints } from '../model/record';

/** A record of a page that somebody else has read. */
export class RecordElsewhere {
  constructor(
    private readonly page: PageElsewhere,
    private readonly index: number,
    private readonly found: FoundRecord,
  ) {}

  /** Its member `id`. */
  get id(): number | string {
    return this.found.id;
  }

  get version(): Version {
    const { id, key, updatedAt, createdAt, fingerprint, digest, sent } = this.found;
    const payload = { page: this.page.name, index: this.index, digest: sent };
    const prints = new VersionPrints(fingerprint, digest, payload, () => this.page.payload(this.index));
    return new Version({ id }, key, updatedAt, createdAt, prints);
  }
}
