import { Tenant, type TenantOptions } from '../../simulator/tenant';

/**
 * Opens tenants for the tests of one `describe`, and closes them after each test. They have no rate limit unless one
 * is asked for.
 */
export function openTenants(): (options?: TenantOptions) => Promise<Tenant> {
  let opened: Tenant[] = [];
  afterEach(async () => {
    await Promise.all(opened.map((tenant) => tenant.close()));
    opened = [];
  });
  return async (options = {}) => {
    const tenant = await Tenant.start({ rateLimit: false, ...options });
    opened.push(tenant);
    return tenant;
  };
}
