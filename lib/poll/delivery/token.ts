/** One sending of a record, as `msg.coupa.delivery` has it: the record's id in the state, a point, and the attempt. */
export function tokenOf(id: string, attempt: number): string {
  return `${id}.${attempt}`;
}

/** What a token names. */
export function readToken(token: string): { id: string; attempt: number } {
  const at = token.lastIndexOf('.');
  return { id: token.slice(0, at), attempt: Number(token.slice(at + 1)) };
}
