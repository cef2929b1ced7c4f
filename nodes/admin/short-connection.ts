import { CoupaError } from '../../lib/base/errors';
import { Connection } from '../../lib/connection/connection';
import type { ConnectionSettings } from '../../lib/connection/settings/settings';

/** Seconds for one request of somebody who is watching. */
const longest = 15;

/** Lends a connection of its own for one piece of work and closes it afterwards. What comes of it is shown: no stored secret is in it. */
export async function withConnection<T>(
  settings: ConnectionSettings,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const timeout = Math.min(settings.timeout ?? longest, longest);
  // Nobody wants to watch pauses between retries.
  const connection = new Connection({ ...settings, timeout, maxConcurrency: 1, random: () => 0 });
  try {
    return connection.scrubber.everything(await work(connection));
  } catch (error) {
    throw error instanceof CoupaError ? connection.scrubber.error(error) : error;
  } finally {
    await connection.close();
  }
}
