/** What can go wrong with one request, by name. */
export type WeatherKind =
  | '401-fresh-token'
  | '401-expired'
  | '403'
  | '404'
  | '429'
  | '429-retry-after'
  | '500'
  | '502-html'
  | '503-html'
  | 'refused'
  | 'reset-in-body'
  | 'cut-body'
  | 'stalled-body'
  | 'slow'
  | 'login-page'
  | 'xml'
  | 'empty-list'
  | 'oversized-page'
  | 'missing-updated-at'
  | 'order-ignored'
  | 'id-filter-ignored'
  | 'offset-ignored'
  | 'redirect-elsewhere'
  | 'token-400'
  | 'token-500'
  | 'garbage'
  | 'no-date-header'
  // A write whose sender never learns what became of it.
  | 'answer-lost'
  // A clock that is wrong: of one answer, or (`every`) of one machine among several.
  | 'wrong-date'
  // Something on the way answers in place of the tenant, or shows what it was asked.
  | 'firewall'
  | 'mirror'
  // Compression that lies.
  | 'unknown-encoding'
  | 'gzip-over-plain'
  | 'raw-deflate'
  | 'cut-gzip'
  // Odd, but the same answer.
  | 'byte-order-mark'
  | 'control-character'
  | 'large-cookies'
  | 'broken-header'
  // Only an answer that is an empty list meets these: other words for the same.
  | 'empty-as-404'
  | 'empty-as-204';

/** Which requests meet which weather. */
export interface WeatherRule {
  kind: WeatherKind;
  /**
   * Requests whose path (with query) starts with the text, or matches the expression. Default: every request but
   * those for tokens; for `token-400` and `token-500` those for tokens.
   */
  path?: string | RegExp;
  /** Only requests with one of these methods. Default: all. */
  method?: string | readonly string[];
  /** The first request it meets, counted from 1 among those that match from now on. Default 1: the next. */
  nth?: number;
  /** How many requests in a row it meets. Default 1; `Infinity` for all. */
  times?: number;
  /** Of these, only each nth, as when one machine of several is ill. Default 1: all. */
  every?: number;
  /**
   * `answer-lost`: whether the request was carried out all the same, or only later, when the sender may have looked
   * already. Default `true`.
   */
  carriedOut?: boolean | 'later';
  /** `answer-lost`, carried out later: how many more requests come before that. Default 1. */
  after?: number;
  /** `answer-lost`: what comes in place of the answer. Default `reset`: the connection ends. */
  as?: LostAs;
  /** `slow`: milliseconds before the answer begins. Default 1000. */
  delay?: number;
  /** `429-retry-after`, and the 503 where it is given: seconds, or an HTTP date. Default 1. */
  retryAfter?: number | string;
  /** `redirect-elsewhere`: where to. Default a host that does not exist. */
  location?: string;
  /** `oversized-page`: records beyond the limit. Default 10. */
  extra?: number;
  /** `missing-updated-at`, `garbage`: which record of the page, from 0. Default 0. */
  record?: number;
  /** `garbage`: what stands in place of the date. Default `the day before yesterday`. */
  value?: unknown;
  /** `wrong-date`: milliseconds by which the `Date` of the answer is ahead; less than 0: behind. Default a day. */
  skew?: number;
  /** `firewall` and `mirror`: the status of their answer. Default 403. */
  status?: number;
  /** `mirror`: where the request is shown again. Default `json`, an error as Coupa writes it. */
  shown?: MirrorPlace;
}

/** Where an answer shows the request again: in a body of that kind, in a redirect's target, in the name of an encoding. */
export type MirrorPlace = 'json' | 'html' | 'text' | 'location' | 'encoding';

/** What comes in place of a lost answer: a broken connection, a gateway's page, half of nothing, or nothing at all. */
export type LostAs = 'reset' | '500' | '502' | '503' | '504' | 'silence';

export const tokenPath = '/oauth2/token';

/** The rules that are in force, and how often each was passed by. */
export class Weather {
  private rules: { rule: WeatherRule; seen: number }[] = [];

  add(rule: WeatherRule): void {
    this.rules.push({ rule, seen: 0 });
  }

  clear(): void {
    this.rules = [];
  }

  /** Counts a request, and says which rule it meets: the first that applies. */
  meet(path: string, method = 'GET'): WeatherRule | undefined {
    let met: WeatherRule | undefined;
    for (const entry of this.rules) {
      if (!concerns(entry.rule, path) || !isOfMethod(entry.rule, method)) continue;
      entry.seen += 1;
      if (!met && isDue(entry.rule, entry.seen)) met = entry.rule;
    }
    return met;
  }
}

function concerns({ kind, path }: WeatherRule, requested: string): boolean {
  if (typeof path === 'string') return requested.startsWith(path);
  if (path) return requested.search(path) >= 0;
  return requested.startsWith(tokenPath) === kind.startsWith('token-');
}

function isOfMethod({ method }: WeatherRule, asked: string): boolean {
  return method === undefined || (typeof method === 'string' ? method === asked : method.includes(asked));
}

function isDue({ nth = 1, times = 1, every = 1 }: WeatherRule, seen: number): boolean {
  const since = seen - nth;
  return since >= 0 && since % every === 0 && since / every < times;
}
