/** What became of a record since the last poll: it came into being, or it changed. */
export type EventType = 'CREATED' | 'UPDATED';
