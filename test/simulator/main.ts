import { type ParseArgsConfig, parseArgs } from 'node:util';
import { putLegalPdfs } from './files/legal-pdf';
import { Hub } from './hub';
import { scopeOf } from './records/resources';
import { Tenant } from './tenant';
import { everyScope } from './writes/scopes';

/**
 * The simulated tenant as a program:
 *
 * `npx tsx test/simulator/main.ts --port 0 --records invoices=200 --records users=50 --change 2 --latency 20`
 *
 * Prints one line of JSON (`url`, `port`, `clientId`, `clientSecret`, `scope`, `records`, `pid`) once it listens, and
 * ends on SIGTERM or SIGINT.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  const tenant = await Tenant.start({
    port: number(values.port),
    latency: number(values.latency),
    seed: number(values.seed),
    size: values.size === 'large' ? 'large' : 'small',
    rateLimit: values['no-rate-limit'] ? false : undefined,
    clientId: values['client-id'],
    clientSecret: values['client-secret'],
    apiKey: values['api-key'],
    scopes: everyScope(),
  });
  if (values.hub) tenant.mount(new Hub().mounted);
  const records = fill(tenant, values.records, values.virtual);
  if (values.pdfs) putLegalPdfs(tenant);
  const perSecond = number(values.change);
  if (perSecond > 0) tenant.startChanging({ perSecond, resources: values['change-resource'] });
  endOnSignals(tenant);
  announce(tenant, values['client-id'], values['client-secret'], records);
}

const options = {
  /** 0: a free one. */
  port: { type: 'string', default: '0' },
  /** Changes a second; 0: none. */
  change: { type: 'string', default: '0' },
  /** Which resources change. Default: all that hold records. */
  'change-resource': { type: 'string', multiple: true },
  /** `invoices=200`; repeatable. */
  records: { type: 'string', multiple: true, default: ['invoices=100'] },
  /** `invoices=1000000`: records that exist only as far as they are read. */
  virtual: { type: 'string', multiple: true, default: [] as string[] },
  /** Milliseconds. */
  latency: { type: 'string', default: '0' },
  seed: { type: 'string', default: '1' },
  /** `small` or `large`. */
  size: { type: 'string', default: 'small' },
  'no-rate-limit': { type: 'boolean', default: false },
  'client-id': { type: 'string', default: 'client' },
  'client-secret': { type: 'string', default: 'secret' },
  'api-key': { type: 'string' },
  /** Also a hub of SAP Open Connectors, below `/elements/api-v2`; its secrets are `user`, `organization`, `element`. */
  hub: { type: 'boolean', default: false },
  /** Each invoice that is there at the start has a legal PDF. */
  pdfs: { type: 'boolean', default: false },
} satisfies ParseArgsConfig['options'];

function fill(
  tenant: Tenant,
  records: readonly string[],
  virtual: readonly string[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of virtual.map(pair)) {
    tenant.resource(name).virtual(count);
    counts[name] = count;
  }
  const dayAgo = tenant.now() - 86_400_000;
  for (const [name, count] of records.map(pair)) {
    if (name in counts) continue;
    const spread = (index: number) => ({ createdAt: dayAgo + (index * 86_400_000) / (count + 1) });
    tenant.resource(name).createMany(count, {}, spread);
    counts[name] = count;
  }
  return counts;
}

function announce(
  tenant: Tenant,
  clientId: string,
  clientSecret: string,
  records: Record<string, number>,
): void {
  const scope = Object.keys(records)
    .map((name) => scopeOf(name, 'read'))
    .join(' ');
  const line = {
    url: tenant.url,
    port: tenant.port,
    clientId,
    clientSecret,
    scope,
    records,
    pid: process.pid,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function endOnSignals(tenant: Tenant): void {
  const end = () => void tenant.close().then(() => process.exit(0), fail);
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

function pair(text: string): [string, number] {
  const [name = '', count = ''] = text.split('=');
  return [name, number(count)];
}

function number(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) throw new Error(`Not a number: ${text}`);
  return value;
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
