import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { DateReader, remarkOnFormat } from '../../dates/read-date';
import { invisibleAt } from '../../template/check-address';
import type { UrlTemplate } from '../../template/url-template';
import type { PollSettings } from '../model/settings';
import { asksOtherwise, asksTooLate } from './asks-too-late';

/** What the user should know of a URL that works, but hardly as it is meant. */
export function remarksOnUrl(template: UrlTemplate, isHub: boolean): Phrase[] {
  const onDates = asksTooLate(template, isHub) ?? (isHub ? undefined : asksOtherwise(template));
  return [onDates, hiddenCharacter(template.text)].filter((remark) => remark !== undefined);
}

/** What the user should know of the formats in which the dates of records are read. */
export function remarksOnFormats(settings: PollSettings): Phrase[] {
  const { updatedDateField, updatedDateFormat, createdDateField, createdDateFormat } = settings;
  const read = [
    ...(updatedDateField === '' ? [] : [updatedDateFormat]),
    ...(createdDateField === '' ? [] : [createdDateFormat]),
  ];
  return [...new Set(read)]
    .filter(isFormat)
    .map(remarkOnFormat)
    .filter((remark) => remark !== undefined);
}

/** What is none is refused at deploy; the preview of the URL is about something else. */
function isFormat(format: string): boolean {
  try {
    DateReader.compile({ format, timezone: 'UTC' });
    return true;
  } catch (error) {
    if (error instanceof CoupaError) return false;
    throw error;
  }
}

/** In a value it may be meant. */
function hiddenCharacter(url: string): Phrase | undefined {
  const at = invisibleAt(url);
  if (at === undefined) return undefined;
  const before = url.slice(Math.max(0, at - 20), at);
  return phrase`The URL has an invisible character in it, behind "${before}", perhaps from copying. A filter with one in its name is none to Coupa, which leaves it out. If it is not meant, remove it.`;
}
