import { join } from 'node:path';
import type { Child } from '../../../scripts/programs';
import { ask } from '../ask';
import type { Seen, TenantSettings } from './main';

/** A tenant that runs in a process of its own. */
export interface BenchTenant {
  readonly url: string;
  seen(): Promise<Seen>;
}

/** Runs something with a tenant, and ends the tenant. */
export async function withTenant<Result>(
  settings: TenantSettings,
  use: (tenant: BenchTenant) => Promise<Result>,
): Promise<Result> {
  const { startChild } = await import('../../../scripts/child.mjs');
  const main = join(__dirname, 'main.ts');
  const child: Child = startChild('The tenant', ['--import', 'tsx', main, JSON.stringify(settings)]);
  try {
    const { url } = JSON.parse(await child.waitFor(/^\{"url".*\}$/)) as { url: string };
    return await use({ url, seen: () => ask<Seen>(child, {}) });
  } finally {
    await child.stop('SIGKILL');
  }
}
