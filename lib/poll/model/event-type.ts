/** What became of a record since the last poll: it came into being, or it changed. */
export type EventType = 'CREATED' | 'UPDATED';

/** All that may be told of a record: `DELETED` where it is gone. */
export const toldTypes = ['CREATED', 'UPDATED', 'DELETED'] as const;

export type ToldType = (typeof toldTypes)[number];
