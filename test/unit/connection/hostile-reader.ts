/*
 * A process with little memory that reads hostile answers of a real server one after the other, and prints a line of JSON about
 * each: what it came to, and how much of the processor it took.
 *
 * Arguments: the port; what the answers are taken for, `list`, `object`, `error`, `token`, or the pages of a `poll`; their names.
 */
import { once } from 'node:events';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CoupaError } from '../../../lib/base/errors';
import { Connection } from '../../../lib/connection/connection';
import { UnreadableRecord } from '../../../lib/connection/json/unreadable-record';
import { ListPath } from '../../../lib/scan/list-path';
import { plainSource, Rig } from '../poll/rig';

/** What an answer came to. */
export interface Reading {
  name: string;
  /** Records that were read, and left unread; or the error's code and message. */
  read?: number;
  unread?: number;
  code?: string;
  message?: string;
  /** Milliseconds of the processor. */
  took: number;
}

const [port = '', kind = '', ...names] = process.argv.slice(2);

async function read(name: string): Promise<Omit<Reading, 'name' | 'took'>> {
  const forward = kind === 'token' ? await forwardTokens(name) : undefined;
  const connection = new Connection({
    authentication: kind === 'token' ? 'oauth2' : 'apiKey',
    siteAddress: `http://127.0.0.1:${forward?.port ?? port}`,
    credentials: { apiKey: 'ak-QJ4x8m1v', clientId: 'client', clientSecret: 'cs-Zq7w9' },
    environment: {},
  });
  const path = `/${kind === 'error' ? 400 : 200}/${encodeURIComponent(name)}`;
  try {
    if (kind === 'poll') return await poll(connection, path);
    const { body } = await connection.request({
      path,
      purpose: 'reading',
      list: kind === 'list',
      repeatable: false,
    });
    const records = Array.isArray(body) ? body : [body];
    return {
      read: records.filter((record) => !(record instanceof UnreadableRecord)).length,
      unread: records.filter((record) => record instanceof UnreadableRecord).length,
    };
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    return { code: error.code, message: error.message };
  } finally {
    await connection.close();
    forward?.server.close();
  }
}

/** Polls twice: what is known of a page is as large as the page. */
async function poll(connection: Connection, path: string): Promise<Omit<Reading, 'name' | 'took'>> {
  const source = { ...plainSource(), render: () => new ListPath(path) };
  const rig = new Rig(connection, { source, config: { start: 'beginning' } });
  await rig.poller.poll();
  await rig.poller.poll().catch(() => undefined);
  await rig.poller.close();
  const [error] = rig.errors;
  return { read: rig.messages.length, ...(error && { code: error.code, message: error.message }) };
}

/** A site whose sign-in answers with a hostile value. */
async function forwardTokens(name: string) {
  const server = createServer((_incoming, response) => {
    ask({ host: '127.0.0.1', port, path: `/200/${encodeURIComponent(name)}` }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function main(): Promise<void> {
  for (const name of names) {
    const before = process.cpuUsage();
    const outcome = await read(name);
    const { user, system } = process.cpuUsage(before);
    const reading: Reading = { name, ...outcome, took: Math.round((user + system) / 1000) };
    process.stdout.write(`${JSON.stringify(reading)}\n`);
  }
}

void main();
