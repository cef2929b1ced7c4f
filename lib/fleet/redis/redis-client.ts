import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';

type Library = typeof import('@redis/client');

let loaded: Library | undefined;

/**
 * `@redis/client`, loaded when it is first used: whoever has no fleet needs none, so it is an optional peer dependency.
 *
 * @throws {CoupaError} `COUPA_CONFIG` if it is not installed.
 */
export function redisClient(): Library {
  loaded ??= loadClient(() => require('@redis/client') as Library);
  return loaded;
}

/** @throws {CoupaError} `COUPA_CONFIG` where the package is not there. */
export function loadClient(load: () => Library): Library {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`A fleet needs the package @redis/client, which is not installed. Run "npm install @redis/client" in Node-RED's user directory and start Node-RED again.`,
      { cause: error },
    );
  }
}
