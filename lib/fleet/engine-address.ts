import { CoupaError } from '../base/errors';
import { phrase } from '../base/text/phrase';

/** Where an engine, or one of the Sentinels that know where it is, listens. */
export interface EngineAddress {
  /** `host:port`, as people are told. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  readonly database: number;
  /** Whether it is this computer. */
  readonly isLocal: boolean;
  readonly username?: string;
  readonly password?: string;
}

const sentinelPort = 26_379;
const usualPort = 6379;

/**
 * The addresses in a `coupa-fleet`'s `url`: one, or with Sentinels several, separated by commas.
 *
 * @throws {CoupaError} `COUPA_CONFIG`; what was written is not in it, since it may hold a password.
 */
export function readEngineAddresses(url: string, isSentinel: boolean): EngineAddress[] {
  const texts = url
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (texts.length === 0)
    throw refusal(
      phrase`The fleet has no engine. Open it and write the URL of a Redis or Valkey server.`,
      true,
    );
  if (texts.length > 1 && !isSentinel)
    throw refusal(
      phrase`The fleet's URL names several servers. That is for Sentinels: write the name of the master they watch, too, or one server only.`,
    );
  return texts.map((text) => readAddress(text, isSentinel ? sentinelPort : usualPort));
}

function readAddress(text: string, defaultPort: number): EngineAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const database = url?.pathname.replace(/^\//, '') ?? '';
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === '' || !/^\d*$/.test(database))
    throw refusal(
      phrase`The fleet's URL cannot be read. Write it like rediss://redis.example.com:6379/0; redis:// is for an engine without TLS.`,
    );
  const port = Number(url.port || defaultPort);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    name: `${url.hostname}:${port}`,
    host,
    port,
    isEncrypted: url.protocol === 'rediss:',
    database: Number(database || 0),
    isLocal: /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(host),
    username: decoded(url.username),
    password: decoded(url.password),
  };
}

function decoded(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function refusal(text: ReturnType<typeof phrase>, missing = false): CoupaError {
  return new CoupaError('COUPA_CONFIG', text, { reason: { kind: 'setting', property: 'url', missing } });
}
