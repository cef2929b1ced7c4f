import type { Dispatcher, Pool } from 'undici';
import { undici } from './undici';

/** A proxy that was reached, and gave no answer to `CONNECT` that can be understood: nothing was sent through it. */
export class NoTunnel extends Error {
  override readonly name = 'NoTunnel';
}

/** A proxy that wants to know who asks, and was not told. */
export class NoLogin extends Error {
  override readonly name = 'NoLogin';
}

/** How a proxy is asked for its tunnels. */
export interface Asking {
  /** Milliseconds for which its answer is waited for. */
  timeout: number;
  /** Whether it is told a user name and password. */
  hasLogin: boolean;
}

/**
 * What asks a proxy for its tunnels. undici takes a connection that ended without a word for one that was idle too long, and opens the
 * next at once, hundreds in a second and without end; so here that is an error like any other.
 */
export function proxyClient(proxy: URL, options: object, { timeout, hasLogin }: Asking): Dispatcher {
  const pool = new (undici().Pool)(proxy, { ...options, headersTimeout: timeout });
  const connect = pool.connect.bind(pool) as (
    asked: Dispatcher.ConnectOptions,
  ) => Promise<Dispatcher.ConnectData>;
  const told = async (asked: Dispatcher.ConnectOptions) => {
    const answer = await connect(asked).catch((error: unknown) => {
      throw isSilence(error) ? new NoTunnel(error.message, { cause: error }) : error;
    });
    if (answer.statusCode !== 407 || hasLogin) return answer;
    answer.socket.on('error', () => undefined).destroy();
    throw new NoLogin('HTTP 407');
  };
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
