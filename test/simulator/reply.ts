import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WeatherRule } from './weather';
import { errorsToXml } from './xml';

/** Headers to answer with. */
export interface ReplyHeaders {
  [name: string]: string | number;
}

/** Sends one answer, with the tenant's date and whatever weather strikes bodies. */
export class Reply {
  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly weather: WeatherRule | undefined,
    readonly now: () => number,
  ) {}

  json(status: number, text: string, headers: ReplyHeaders = {}): void {
    this.send(status, text, { 'content-type': 'application/json; charset=utf-8', ...headers });
  }

  xml(status: number, text: string): void {
    this.send(status, text, { 'content-type': 'application/xml; charset=utf-8' });
  }

  html(status: number, title: string, headers: ReplyHeaders = {}): void {
    const page = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
    this.send(status, page, { 'content-type': 'text/html; charset=utf-8', ...headers });
  }

  /** Coupa's errors in the type that was asked for: `{"errors":{"account":["…"]}}`, or XML. */
  errors(status: number, errors: { [attribute: string]: string[] }, headers: ReplyHeaders = {}): void {
    if (!this.wantsXml()) return this.json(status, JSON.stringify({ errors }), headers);
    this.xml(status, errorsToXml(Object.values(errors).flat()));
  }

  /** Whether XML was asked for and JSON was not. */
  wantsXml(): boolean {
    const accept = this.request.headers.accept ?? '';
    return accept.includes('xml') && !accept.includes('json');
  }

  /** Ends the connection as if there had been no one. */
  refuse(): void {
    this.response.socket?.resetAndDestroy();
  }

  send(status: number, text: string, headers: ReplyHeaders): void {
    if (this.response.destroyed) return;
    const body = Buffer.from(text);
    this.response.sendDate = false;
    this.#writeHead(status, headers, body.length);
    if (this.weather?.kind === 'reset-in-body') return this.#half(body, () => this.refuse());
    if (this.weather?.kind === 'stalled-body') return this.#half(body, () => {});
    this.response.end(this.weather?.kind === 'cut-body' ? halfOf(body) : body);
  }

  #writeHead(status: number, headers: ReplyHeaders, length: number): void {
    const dated = this.weather?.kind === 'no-date-header' ? {} : { date: new Date(this.now()).toUTCString() };
    const sent = this.weather?.kind === 'cut-body' ? Math.floor(length / 2) : length;
    this.response.writeHead(status, { ...dated, ...headers, 'content-length': sent });
  }

  #half(body: Buffer, then: () => void): void {
    this.response.write(halfOf(body), then);
  }
}

function halfOf(body: Buffer): Buffer {
  return body.subarray(0, Math.floor(body.length / 2));
}
