import type { NextFunction, Request, RequestHandler, Response } from 'express';

type Method = 'GET' | 'POST';

/** In order; some may come as a list. */
type Handlers = readonly (RequestHandler | RequestHandler[])[];

/** Handlers of one path, `:name` for a part that is any. */
interface Route {
  method: Method;
  parts: readonly string[];
  handlers: readonly RequestHandler[];
}

/**
 * Routes of our own, served by one handler that is there before they are: Express does not promise that it finds what is added to it
 * while it hands a request on, and its own routers are in a package that only Node-RED can require.
 */
export class Routes {
  private readonly routes: Route[] = [];

  /** As Express's own. */
  get(path: string, ...handlers: Handlers): void {
    this.add('GET', path, handlers);
  }

  /** As Express's own. */
  post(path: string, ...handlers: Handlers): void {
    this.add('POST', path, handlers);
  }

  /** Hands a request to the first route that it is for, or on. @param path of the request, as it came */
  serve(path: string, request: Request, response: Response, next: NextFunction): void {
    const parts = path.split('/');
    const route = this.routes.find((one) => one.method === methodOf(request) && fits(one.parts, parts));
    if (route === undefined) {
      next();
      return;
    }
    try {
      request.params = namedIn(route.parts, parts);
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      response.sendStatus(400);
      return;
    }
    inTurn(route.handlers, request, response, next);
  }

  private add(method: Method, path: string, handlers: Handlers): void {
    this.routes.push({ method, parts: path.split('/'), handlers: handlers.flat() });
  }
}

/** What may be read may be asked for without its body, too. */
function methodOf({ method }: Request): string {
  return method === 'HEAD' ? 'GET' : method;
}

function fits(wanted: readonly string[], parts: readonly string[]): boolean {
  return (
    wanted.length === parts.length &&
    wanted.every((one, index) => (one.startsWith(':') ? parts[index] !== '' : one === parts[index]))
  );
}

/** @throws {URIError} for a part that is no encoded text. */
function namedIn(wanted: readonly string[], parts: readonly string[]): Record<string, string> {
  const named = wanted.flatMap((one, index) =>
    one.startsWith(':') ? [[one.slice(1), decodeURIComponent(parts[index] ?? '')]] : [],
  );
  return Object.fromEntries(named) as Record<string, string>;
}

/** Each handler decides whether the next one has its turn; an error goes to Express. */
function inTurn(
  [handler, ...others]: readonly RequestHandler[],
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (handler === undefined) next();
  else
    handler(request, response, (error?: unknown) =>
      error === undefined ? inTurn(others, request, response, next) : next(error),
    );
}
