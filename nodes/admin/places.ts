import type { Request } from 'express';

/** Answers being worked out at once for one user. */
const most = 6;

/** How many of them there are, by user. */
const taken = new Map<string, number>();

/**
 * Takes a place for one answer, and gives the function that leaves it again; `undefined` if all places of this user are
 * taken. Each user has places of their own, so nobody can take those of others, with however many sessions.
 */
export function takePlace(request: Request): (() => void) | undefined {
  const user = userOf(request);
  const count = taken.get(user) ?? 0;
  if (count >= most) return undefined;
  taken.set(user, count + 1);
  return () => {
    const left = (taken.get(user) ?? 1) - 1;
    if (left > 0) taken.set(user, left);
    else taken.delete(user);
  };
}

/**
 * The name of the user whom Node-RED has signed in, by password, token or another service. Whoever is not signed in has none
 * that could be told from another, so they are one user.
 */
export function userOf(request: Request & { user?: unknown }): string {
  const { username }: { username?: unknown } = Object(request.user);
  return typeof username === 'string' ? username : '';
}
