import { join } from 'node:path';
import type { Child } from '../../../scripts/programs';
import { ask } from '../ask';
import type { Served, ServerQuestion, ServerSettings } from './main';
import type { Dates } from './pages';

/** A server that runs in a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly dates: Dates;
  ask(question: ServerQuestion): Promise<Served>;
}

/** Runs something with a server, and ends the server. */
export async function withServer<Result>(
  settings: ServerSettings,
  use: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
  const { startChild } = await import('../../../scripts/child.mjs');
  const main = join(__dirname, 'main.ts');
  const child: Child = startChild('The server', ['--import', 'tsx', main, JSON.stringify(settings)]);
  try {
    const begun = JSON.parse(await child.waitFor(/^\{"url".*\}$/)) as { url: string; dates: Dates };
    return await use({ ...begun, ask: (question) => ask<Served>(child, question) });
  } finally {
    await child.stop('SIGKILL');
  }
}
