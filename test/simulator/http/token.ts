import { createHmac, randomBytes } from 'node:crypto';
import { type HttpAnswer, json } from './answers';

export interface TokenOptions {
  clientId: string;
  clientSecret: string;
  /** Scopes that the client was granted. */
  scopes: readonly string[];
  /** Seconds. */
  lifetime: number;
  /** Milliseconds during which a new token is refused. */
  freshDelay: number;
  now: () => number;
}

/** What counts of a request for a token. */
export interface TokenRequest {
  method: string;
  contentType: string | undefined;
  authorization: string | undefined;
  body: string;
}

interface Token {
  scopes: readonly string[];
  validFrom: number;
  validTo: number;
}

/** The OAuth endpoint: hands out tokens for client credentials, and knows them again. */
export class TokenEndpoint {
  private readonly options: TokenOptions;
  private readonly tokens = new Map<string, Token>();

  constructor(options: TokenOptions) {
    this.options = options;
  }

  /** Answers `POST /oauth2/token`. */
  answer({ method, contentType, authorization, body }: TokenRequest): HttpAnswer {
    const form = new URLSearchParams(body);
    if (method !== 'POST') return refusal(405, 'invalid_request');
    if (!contentType?.startsWith('application/x-www-form-urlencoded')) return refusal(400, 'invalid_request');
    if (form.get('grant_type') !== 'client_credentials') return refusal(400, 'unsupported_grant_type');
    if (!this.knowsClient(authorization, form)) return refusal(401, 'invalid_client');
    const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (scopes.some((scope) => !this.options.scopes.includes(scope))) return refusal(400, 'invalid_scope');
    return this.grant(scopes.length > 0 ? scopes : this.options.scopes);
  }

  /** Makes a token for those scopes, as the endpoint would. */
  issue(scopes: readonly string[]): string {
    const now = this.options.now();
    const token = jsonWebToken(this.options.clientId, scopes, now);
    const validFrom = now + this.options.freshDelay;
    this.tokens.set(token, { scopes, validFrom, validTo: now + this.options.lifetime * 1000 });
    return token;
  }

  /** The scopes of an `Authorization` header; `undefined` for a token that is unknown, too fresh or expired. */
  scopesOf(authorization: string | undefined): readonly string[] | undefined {
    const token = this.tokens.get(bearer(authorization));
    const now = this.options.now();
    return token && now >= token.validFrom && now < token.validTo ? token.scopes : undefined;
  }

  /** Forgets the token of one header. */
  revoke(authorization: string | undefined): void {
    this.tokens.delete(bearer(authorization));
  }

  revokeAll(): void {
    this.tokens.clear();
  }

  private grant(scopes: readonly string[]): HttpAnswer {
    const answer = {
      access_token: this.issue(scopes),
      token_type: 'bearer',
      expires_in: this.options.lifetime,
      scope: scopes.join(' '),
    };
    return json(200, JSON.stringify(answer), { 'cache-control': 'no-store' });
  }

  private knowsClient(authorization: string | undefined, form: URLSearchParams): boolean {
    const [id, secret] = authorization?.startsWith('Basic ')
      ? basic(authorization)
      : [form.get('client_id'), form.get('client_secret')];
    return id === this.options.clientId && secret === this.options.clientSecret;
  }
}

function bearer(authorization = ''): string {
  return authorization.replace(/^bearer /i, '');
}

/** RFC 6749, 2.3.1: both halves are form-encoded before they are joined. */
function basic(authorization: string): [string, string] {
  const decoded = Buffer.from(authorization.slice(6), 'base64').toString();
  const colon = decoded.indexOf(':');
  const plain = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
  return [plain(decoded.slice(0, colon)), plain(decoded.slice(colon + 1))];
}

function refusal(status: number, error: string): HttpAnswer {
  return json(status, JSON.stringify({ error, error_description: `The request was refused: ${error}.` }));
}

/** Coupa's tokens are JWTs without a limit of length; this one has some kilobytes, as with many scopes. */
function jsonWebToken(clientId: string, scopes: readonly string[], now: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    sub: clientId,
    scope: scopes,
    iat: Math.floor(now / 1000),
    jti: randomBytes(12).toString('hex'),
  };
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, padding: 'x'.repeat(1_500) })}`;
  return `${content}.${createHmac('sha256', 'simulator').update(content).digest('base64url')}`;
}
