import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { insteadOfRefusing } from '../either-right';

/** Which of some rights the user has who asks. */
export async function rightsOf(
  RED: NodeAPI,
  request: Request,
  response: Response,
  rights: readonly string[],
): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  // One after the other: each check signs the request in.
  for (const right of rights) if (await has(RED, request, response, right)) held.add(right);
  return held;
}

function has(RED: NodeAPI, request: Request, response: Response, right: string): Promise<boolean> {
  return new Promise((resolve) => {
    const refused = insteadOfRefusing(response, () => resolve(false));
    RED.auth.needsPermission(right)(request, refused, () => resolve(true));
  });
}
