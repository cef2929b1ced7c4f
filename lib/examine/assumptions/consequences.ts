import { phrase } from '../../base/text/phrase';

/** What a poll does where a list cannot be read by ids. */
export const readByOffset = phrase`The list is read by offset with pages that overlap, until two readings agree. It takes longer; nothing is lost.`;

/** What becomes of answers that only look different. */
export const readAnyway = phrase`It is understood all the same.`;

/** What becomes of a list that shows no dates. */
export const comparedByContent = phrase`Changes are told by comparing the content of the records, and a remark says so.`;

/** What a poll does where its filter is not heard. */
export const filterChecked = phrase`A poll whose first page is older than it asked for is an error, and the position stays. Smaller deviations are not noticed: report this.`;

/** What becomes of words in errors. */
export const saysLess = phrase`Errors say less of why something was refused.`;
