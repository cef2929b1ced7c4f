import { type Phrase, phrase } from '../../base/text/phrase';
import type { Irregularity } from '../../scan/page';

/** Something the user is told once, in plain words. */
export interface Notice {
  /** What it is about, so that it is told once. */
  key: string;
  text: Phrase;
}

/** The tenant does not page by id. */
export function irregularNotice(resource: string, irregularity: Irregularity): Notice {
  const what = {
    order: phrase`does not sort by id (order_by, dir)`,
    bound: phrase`ignores the filter id[gt]`,
    id: phrase`sends records without "id"; a response filter that an administrator made the default may hide it`,
  }[irregularity];
  return {
    key: `paging-${irregularity}`,
    text: phrase`For "${resource}" the tenant ${what}. The list is now read by offset, again and again until two readings agree: slower, but nothing is missed.`,
  };
}

/** `fields` in the URL keep dates out of the records. `names`: what to add to them. */
export function leftOutRemark(names: readonly string[]): Phrase {
  return phrase`The "fields" of the URL leave out ${names.join(', ')}. Without its dates a record counts as CREATED only where it is certain to be new, and changes are told by comparing contents. Add them to the top level of "fields".`;
}

/** Records carry no updated date though one was expected. `form`: what the URL says of the form in which they come, if anything. */
export function undatedNotice(resource: string, field: string, form?: string): Notice {
  if (form !== undefined) {
    return {
      key: `undated-${form}`,
      text: phrase`The records of "${resource}" come without "${field}", probably because of ${form} in the URL. Changes are now told by comparing the content of each record, and a record counts as CREATED only where it is certain to be new. Ask for the field in the URL (fields=…).`,
    };
  }
  return {
    key: 'undated',
    text: phrase`The records of "${resource}" come without "${field}". A response filter that an administrator made the default may hide it. Changes are now told by comparing the content of each record; asking for the field in the URL (fields=…) or another response filter (filter=…) makes polling cheaper.`,
  };
}

/** Records carry no date under the name that the node looks for, but a value under one that is written otherwise. */
export function otherwiseSpeltNotice(resource: string, field: string, near: string): Notice {
  return {
    key: `spelt-${near}`,
    text: phrase`The records of "${resource}" come without "${field}", but with "${near}". If that is the date, write it so under Ids and dates. Without its dates a record counts as CREATED only where it is certain to be new, and changes are told by comparing contents.`,
  };
}

/** The URL tries to sort or page. */
export function putAsideNotice(names: readonly string[]): Notice {
  return {
    key: `put-aside-${names.join()}`,
    text: phrase`The URL holds ${names.join(', ')}: paging is the node's own business, so these are put aside. Sorting by anything but the id while paging loses records when the list changes.`,
  };
}

/** A hub answered without a body where a list should be, and again when it was asked once more. */
export function wordlessNotice(resource: string): Notice {
  return {
    key: 'wordless',
    text: phrase`For "${resource}" the hub answered without a body where a list should be. That may be how it says that there is nothing, or something in between has emptied the answer. The position stays until it answers with a list, so nothing is lost.`,
  };
}
