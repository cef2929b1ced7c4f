import type { Tenant } from '../../simulator/tenant';

/** An answer as a test looks at it. */
export interface Read {
  status: number;
  headers: Headers;
  text: string;
  /** The body, by default a list of records. */
  json: <Body = Record<string, unknown>[]>() => Body;
}

/** Reads from a tenant as a signed-in client does, one request per call, nothing repeated. */
export function reader(tenant: Tenant, scopes?: string[]) {
  const authorization = `Bearer ${tenant.issueToken(scopes)}`;
  async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Read> {
    const answer = await fetch(tenant.url + path, {
      method,
      redirect: 'manual',
      headers: { authorization, accept: 'application/json', ...headers },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) };
  }
  return {
    get,
    /** The records of a list. */
    list: async (path: string): Promise<Record<string, unknown>[]> => (await get(path)).json(),
    /** The ids of a list, in its order. */
    ids: async (path: string): Promise<unknown[]> => (await get(path)).json().map(({ id }) => id),
  };
}
