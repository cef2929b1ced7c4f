/** Records that Coupa gives for one request at most, whatever is asked for (its API reference, *Pagination*). */
export const largestPage = 50;
