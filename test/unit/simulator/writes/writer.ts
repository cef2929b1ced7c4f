import { everyScope, type Tenant, type TenantOptions } from '../../../simulator';
import type { Fields } from '../../../simulator/json';
import { openTenants } from '../tenants';

/** An answer as a test of writes looks at it. */
export interface Written {
  status: number;
  headers: Headers;
  text: string;
  /** The object answered; empty where there is no JSON. */
  body: Fields;
}

/** A tenant, and a client of it that may write. */
export interface Bench {
  tenant: Tenant;
  send: (method: string, path: string, body?: unknown) => Promise<Written>;
  post: (path: string, body?: unknown) => Promise<Written>;
  put: (path: string, body?: unknown) => Promise<Written>;
  get: (path: string) => Promise<Written>;
}

/** Opens tenants whose client was granted everything, for the tests of one `describe`. */
export function openBenches(): (options?: TenantOptions) => Promise<Bench> {
  const open = openTenants();
  return async (options = {}) => {
    const tenant = await open({ scopes: everyScope(), ...options });
    const { send } = writer(tenant);
    return {
      tenant,
      send,
      post: (path, body) => send('POST', path, body),
      put: (path, body) => send('PUT', path, body),
      get: (path) => send('GET', path),
    };
  };
}

/** Writes as a signed-in client does, one request per call, nothing repeated. */
export function writer(tenant: Tenant, scopes?: string[]) {
  const authorization = `Bearer ${tenant.issueToken(scopes)}`;
  return {
    send: async (method: string, path: string, body?: unknown): Promise<Written> => {
      const answer = await fetch(`${tenant.url}/api/${path}`, {
        method,
        redirect: 'manual',
        headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, body: objectOf(text) };
    },
  };
}

/** The messages of a refusal, by field. */
export function errorsOf({ body }: Written): Record<string, string[]> {
  return (body['errors'] ?? {}) as Record<string, string[]>;
}

/** A list in an answer, as objects. */
export function listOf(record: Fields, name: string): Fields[] {
  return (record[name] ?? []) as Fields[];
}

function objectOf(text: string): Fields {
  if (!/^[[{]/.test(text)) return {};
  return JSON.parse(text) as Fields;
}
