/** The package `@opentelemetry/api`. */
export type Api = typeof import('@opentelemetry/api');

let looked: { api: Api | undefined } | undefined;

/**
 * `@opentelemetry/api`, an optional peer dependency: looked for once, when the first connection is made. `undefined`: nobody has installed
 * it.
 */
export function openTelemetryApi(): Api | undefined {
  looked ??= { api: loadApi(() => require('@opentelemetry/api') as Api) };
  return looked.api;
}

/** One that is broken is told of; a flow works without it. */
export function loadApi(load: () => Api): Api | undefined {
  try {
    return load();
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
    if (!isMissing) process.emitWarning(error instanceof Error ? error : String(error));
    return undefined;
  }
}
