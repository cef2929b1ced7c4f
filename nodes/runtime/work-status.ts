/** What the statuses of all nodes look like that carry out messages, by their kinds. */
export const workLooks = {
  working: { fill: 'blue', shape: 'ring' },
  progress: { fill: 'blue', shape: 'ring' },
  listing: { fill: 'blue', shape: 'ring' },
  listed: { fill: 'green', shape: 'dot' },
  done: { fill: 'green', shape: 'dot' },
  partial: { fill: 'yellow', shape: 'dot' },
  nothing: { fill: 'grey', shape: 'dot' },
} as const;

/** Under which name a status has its text: some have one for each operation, `done.create`. */
export function statusKey(status: { kind: string; operation?: string }): string {
  return status.operation === undefined ? status.kind : `${status.kind}.${status.operation}`;
}
