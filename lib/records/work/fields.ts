import type { Work } from './work';

/** The parameter that makes an answer shorter; none where all members are wanted. */
export function fieldsOf({ settings }: Pick<Work, 'settings'>): string[] {
  return settings.fields === undefined ? [] : [`fields=${encodeURIComponent(settings.fields)}`];
}
