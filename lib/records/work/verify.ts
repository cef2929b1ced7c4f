import type { JsonObject } from '../../base/json';
import { idOf } from '../../write/record-in';
import { differences } from '../checking/differences';
import type { Item } from '../model/item';
import type { Work } from './work';

/** Notes what Coupa took with 2xx and did not do, by comparing what it answered with what was sent. */
export function noteIgnored(work: Work, item: Item, record: JsonObject, sent = item.object): void {
  if (!work.settings.verify) return;
  const members = differences(work.target.resource, sent, record, {
    absent: work.settings.fields === undefined ? 'unknown only' : 'none',
  });
  if (members.length > 0) work.remarks.ignored.push({ id: idOf(record) ?? item.id ?? '', members });
}
