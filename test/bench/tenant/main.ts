import { Tenant } from '../../simulator/tenant';
import { Pages } from './pages';

/** What the tenant of a benchmark is asked to be. */
export interface TenantSettings {
  /** Invoices there are. */
  records: number;
  /** Milliseconds before each answer. Default 0. */
  latency?: number;
  /** Coupa's 25 requests a second with a burst of 20. Default: none. */
  rateLimit?: boolean;
}

/** What it has seen so far. */
export interface Seen {
  /** When each request for invoices came, epoch milliseconds. */
  arrivals: number[];
  refused: number;
  tokens: number;
}

/**
 * The simulated tenant of a benchmark, as a process of its own: what it costs must not be on the bill of whoever is
 * measured. Prints its URL as JSON; answers each message of its parent with what it has seen.
 */
async function main(settings: TenantSettings): Promise<void> {
  const { records, latency = 0, rateLimit = false } = settings;
  const tenant = await Tenant.start({ latency, rateLimit: rateLimit ? undefined : false });
  // The limit lies before the simulator's own records; there they cost little enough, at 25 pages a second.
  if (rateLimit) tenant.resource('invoices').virtual(records);
  else servePages(tenant, new Pages(records, tenant.now()));
  process.on('message', () => process.send?.(seen(tenant)));
  process.stdout.write(`${JSON.stringify({ url: tenant.url })}\n`);
}

function servePages(tenant: Tenant, pages: Pages): void {
  tenant.mount((_request, response, { url, now }) => {
    if (url.pathname !== '/api/invoices') return false;
    const page = pages.page(url.searchParams);
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': page.length,
      date: new Date(now()).toUTCString(),
    });
    response.end(page);
    return true;
  });
}

function seen(tenant: Tenant): Seen {
  const lists = tenant.requests.filter(({ path }) => path === '/api/invoices');
  return {
    arrivals: lists.map(({ at }) => at),
    refused: tenant.refused429,
    tokens: tenant.tokenRequests,
  };
}

main(JSON.parse(process.argv[2] ?? '{}')).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
