import type { RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';

/**
 * Lets pass whoever has one of two rights. Node-RED's own check takes several rights for rights that are all needed, so the second is
 * asked for where the first check refuses.
 */
export function eitherRight(RED: NodeAPI, one: string, other: string): RequestHandler[] {
  const { needsPermission } = RED.auth;
  // Whoever is signed in has the empty right; nobody else comes further.
  const isSignedIn = needsPermission('');
  const [first, second] = [needsPermission(one), needsPermission(other)];
  return [
    isSignedIn,
    (request, response, next) =>
      first(
        request,
        insteadOfRefusing(response, () => second(request, response, next)),
        next,
      ),
  ];
}

/** A response that does something else where the check ends it with a status. */
export function insteadOfRefusing(response: Response, act: () => unknown): Response {
  return Object.create(response, { status: { value: () => ({ end: act }) } });
}
