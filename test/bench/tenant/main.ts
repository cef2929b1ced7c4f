import { everyScope, Tenant } from '../../simulator';

/** What the tenant of a benchmark is asked to be. */
export interface TenantSettings {
  /** Invoices there are. */
  records: number;
  /** Coupa's 25 requests a second with a burst of 20. Default: none. */
  rateLimit?: boolean;
}

/** What it has seen so far. */
export interface Seen {
  /** When each request for invoices came, epoch milliseconds. */
  arrivals: number[];
  /** When each request that changes one came. */
  writes: number[];
  refused: number;
  tokens: number;
}

/**
 * The simulated tenant of what needs more than lists, such as a rate limit, as a process of its own: what it costs must not be
 * on the bill of whoever is measured. Prints its URL as JSON; answers each message of its parent with what it has seen.
 */
async function main(settings: TenantSettings): Promise<void> {
  const { records, rateLimit = false } = settings;
  const tenant = await Tenant.start({ rateLimit: rateLimit ? undefined : false, scopes: everyScope() });
  tenant.resource('invoices').virtual(records);
  process.on('message', () => process.send?.(seen(tenant)));
  process.stdout.write(`${JSON.stringify({ url: tenant.url })}\n`);
}

function seen(tenant: Tenant): Seen {
  const arrivals = (asked: (path: string) => boolean) =>
    tenant.requests.filter(({ path }) => asked(path)).map(({ at }) => at);
  return {
    arrivals: arrivals((path) => path === '/api/invoices'),
    writes: arrivals((path) => path.startsWith('/api/invoices/')),
    refused: tenant.refused429,
    tokens: tenant.tokenRequests,
  };
}

main(JSON.parse(process.argv[2] ?? '{}')).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
