import type { Collection } from './collection';
import { download, placeOfFile } from './files/downloads';
import { errors, type HttpAnswer } from './http/answers';
import { toId } from './json';
import { InvalidQuery } from './reading/filters';
import { type ListSettings, list, show } from './reading/lists';
import { scopeOf } from './records/resources';
import type { WeatherRule } from './weather/weather';
import { answerWrite, type WriteRequest } from './writes';
import type { WriteContext } from './writes/context';

/** What the Core API needs of its tenant. */
export interface CoreApiSettings extends ListSettings {
  /** The resource with that name; `undefined` if there is none. */
  find: (name: string) => Collection | undefined;
  /** What writing needs beside. */
  writing: WriteContext;
}

/** One request to `/api/…`, signed in already. */
export interface CoreRequest {
  method: string;
  url: URL;
  body: string;
  /** The parts of a form. */
  parts: WriteRequest['parts'];
  asXml: boolean;
  /** The scopes of its token; `undefined` for a legacy key, which has no scopes. */
  scopes: readonly string[] | undefined;
  weather: WeatherRule | undefined;
  /** Notes a write as carried out. */
  log: WriteRequest['log'];
}

/** Answers a request as Coupa's Core API does. */
export function answerCore(settings: CoreApiSettings, request: CoreRequest): HttpAnswer {
  try {
    return route(settings, request);
  } catch (error) {
    if (!(error instanceof InvalidQuery)) throw error;
    return errors(request.asXml, 400, { [error.attribute]: [error.reason] });
  }
}

function route(settings: CoreApiSettings, request: CoreRequest): HttpAnswer {
  const { method, asXml, url } = request;
  if (method !== 'GET') {
    const answer: WriteRequest['show'] = (status, at, row) => ({ ...show(at, row, request), status });
    return answerWrite(settings.writing, { ...request, show: answer });
  }
  const { collection, id } = locate(settings, url.pathname);
  const file = placeOfFile(url.pathname.slice('/api/'.length), settings.writing);
  if (file !== undefined) return answerFile(file, settings, request);
  if (!collection) return notFound(asXml);
  const scope = scopeOf(collection.name, 'read');
  if (request.scopes && !request.scopes.includes(scope)) return forbidden(asXml);
  if (id === undefined) return list(settings, collection, request);
  const row = /^-?\d+$/.test(id) ? collection.row(toId(id)) : undefined;
  return !row || row.visibleAt > settings.now() ? notFound(asXml) : show(collection, row, request);
}

/** A file needs the scope of the record that it belongs to. */
function answerFile(place: string, { writing }: CoreApiSettings, { scopes, asXml }: CoreRequest): HttpAnswer {
  const [resource = ''] = place.split(/\/\d+/);
  if (scopes && !scopes.includes(scopeOf(resource, 'read'))) return forbidden(asXml);
  return download(place, writing) ?? notFound(asXml);
}

/** Finds the longest resource name a path begins with: `/api/contracts/templates` is not a contract. */
function locate(settings: CoreApiSettings, pathname: string): { collection?: Collection; id?: string } {
  const name = pathname
    .slice('/api/'.length)
    .replace(/\/$/, '')
    .replace(/\.(json|xml)$/, '');
  const whole = settings.find(name);
  if (whole) return { collection: whole };
  const slash = name.lastIndexOf('/');
  return slash < 0 ? {} : { collection: settings.find(name.slice(0, slash)), id: name.slice(slash + 1) };
}

function notFound(asXml: boolean): HttpAnswer {
  return errors(asXml, 404, { base: ['Not Found'] });
}

function forbidden(asXml: boolean): HttpAnswer {
  return errors(asXml, 403, { base: ['Forbidden'] });
}
