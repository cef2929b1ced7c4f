import type { Dispatcher, Pool } from 'undici';
import { undici } from './undici';

/** A proxy that was reached, and gave no answer to `CONNECT` that can be understood: nothing was sent through it. */
export class NoTunnel extends Error {
  override readonly name = 'NoTunnel';
}

/**
 * What asks a proxy for its tunnels. undici takes a connection that ended without a word for one that was idle too long, and opens the
 * next at once, hundreds in a second and without end; so here that is an error like any other.
 *
 * @param milliseconds for which an answer of the proxy is waited for.
 */
export function proxyClient(proxy: URL, options: object, milliseconds: number): Dispatcher {
  const pool = new (undici().Pool)(proxy, { ...options, headersTimeout: milliseconds });
  const connect = pool.connect.bind(pool) as (
    asked: Dispatcher.ConnectOptions,
  ) => Promise<Dispatcher.ConnectData>;
  const told = (asked: Dispatcher.ConnectOptions) =>
    connect(asked).catch((error: unknown) => {
      throw isSilence(error) ? new NoTunnel(error.message, { cause: error }) : error;
    });
  return Object.assign(pool, { connect: told as Pool['connect'] });
}

/** Of a connection to the proxy that stood; that there is none says enough by itself. */
function isSilence(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (error instanceof undici().errors.HTTPParserError) return true;
  return syscall !== 'connect' && brokenOff.test(code);
}

const brokenOff = /^(?:UND_ERR_(?:SOCKET|HEADERS_\w+)|ECONNRESET|ECONNABORTED|EPIPE)$/;
