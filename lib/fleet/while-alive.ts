import type { Term } from './term';

/**
 * What somebody does to the world, as long as a term lasts: nothing of it happens from the very moment on in which another may lead. A
 * process that was stopped finds that out here, before its timers do.
 */
export function whileAlive<Outlet extends object>(outlet: Outlet, term: Term): Outlet {
  const members = Object.entries(outlet).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member];
    return [name, (...args: unknown[]) => (term.isAlive ? Reflect.apply(member, outlet, args) : undefined)];
  });
  return Object.fromEntries(members) as Outlet;
}
