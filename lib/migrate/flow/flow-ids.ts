import { createHash, randomBytes } from 'node:crypto';

/**
 * Gives ids as Node-RED makes them: 16 hexadecimal digits.
 *
 * @param seed the same seed gives the same ids for the same roles; without one they are random
 * @returns a function from a node's role in the flow (`poll invoices`) to its id
 */
export function flowIds(seed?: string): (role: string) => string {
  const given = new Map<string, string>();
  return (role) => {
    const id = given.get(role) ?? (seed === undefined ? randomBytes(8).toString('hex') : derived(seed, role));
    given.set(role, id);
    return id;
  };
}

function derived(seed: string, role: string): string {
  return createHash('sha256').update(`${seed}\n${role}`).digest('hex').slice(0, 16);
}
