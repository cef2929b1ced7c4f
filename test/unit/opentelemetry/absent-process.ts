import Module from 'node:module';

/** Loads what a connection and a poll are made of where `@opentelemetry/api` is not installed, and prints what that came to. */
const resolver = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
const resolve = resolver._resolveFilename.bind(Module);
let asked = 0;
resolver._resolveFilename = (request, ...rest) => {
  if (!request.startsWith('@opentelemetry/')) return resolve(request, ...rest);
  asked += 1;
  throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
};

const { observe } =
  require('../../../lib/opentelemetry/observe') as typeof import('../../../lib/opentelemetry/observe');
const { Telemetry } =
  require('../../../lib/ports/telemetry') as typeof import('../../../lib/ports/telemetry');
const atLoad = asked;
const observed = Array.from({ length: 3 }, () => {
  const telemetry = new Telemetry();
  observe(telemetry, 'acme.coupahost.com')();
  return telemetry;
});
const kinds = ['request', 'retry', 'token', 'throttled', 'page', 'poll', 'settled', 'write'] as const;
const heard = observed.flatMap((telemetry) => kinds.filter((kind) => telemetry.hears(kind)));
const followed = observed.filter(({ tracing }) => tracing !== undefined).length;
process.stdout.write(JSON.stringify({ atLoad, asked, heard, followed }));
