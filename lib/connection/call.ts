import type { Priority } from '../ports/gate';
import type { RequestOptions } from '../ports/requester';
import { resolvePath } from './address/resolve-path';
import type { Authorization } from './auth/authorization';
import { jsonBody } from './json/json-body';
import type { Errand } from './retry/attempt';
import type { WireRequest } from './wire/exchange';

/** One call of a connection, through all its attempts. */
export interface Call {
  outgoing: WireRequest;
  authorization: Authorization;
  priority: Priority;
  list: NonNullable<RequestOptions['list']>;
  /** Sent so far. */
  requests: number;
}

/**
 * What a call sends.
 *
 * @param address what its path is relative to.
 * @param fileBytes bytes of a file at most, where the answer is one.
 * @throws {CoupaError} `COUPA_CONFIG` or `COUPA_VALIDATION` when its path or body cannot be sent.
 */
export function callFor(
  options: RequestOptions,
  address: URL,
  authorization: Authorization,
  fileBytes?: number,
): Call {
  const {
    method = 'GET',
    api = 'core',
    purpose,
    body,
    form,
    into,
    priority = 'foreground',
    list = false,
  } = options;
  const url = resolvePath(address, options.path);
  const errand: Errand = { purpose, host: url.host, api, method, path: url.pathname };
  const outgoing: WireRequest = {
    url,
    method,
    errand,
    headers: {},
    ...(form === undefined ? {} : { form }),
    ...(into === undefined ? {} : { into }),
    ...(fileBytes === undefined ? {} : { fileBytes }),
    ...(body === undefined ? {} : jsonBody(body, purpose)),
  };
  return { outgoing, authorization, priority, list, requests: 0 };
}
