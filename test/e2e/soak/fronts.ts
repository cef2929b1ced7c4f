import type { Random } from '../../simulator/random';
import type { WeatherKind, WeatherRule } from '../../simulator/tenant';
import { pathOf, type Target } from './scene';

/** One kind of weather that passes over the tenant. */
export interface Front {
  /** What is counted and told. */
  name: string;
  kind: WeatherKind;
  /** Whom it may strike. */
  targets: Target[];
  rule?: (random: Random) => Partial<WeatherRule>;
}

const core: Target[] = ['invoices', 'purchase_orders'];
const lists: Target[] = [...core, 'hub', 'cso'];
const day = 86_400_000;

/** All weather but what concerns the clock for good, the connection as a whole, and the process. */
export const fronts: Front[] = [
  ...plain(['403', '404', '500', 'refused', 'reset-in-body', 'cut-body', 'login-page', 'xml'], lists),
  ...plain(['502-html', '503-html', '429', 'stalled-body', 'redirect-elsewhere', 'no-date-header'], lists),
  ...plain(['401-expired', '401-fresh-token', 'oversized-page', 'missing-updated-at', 'garbage'], core),
  ...plain(['order-ignored', 'id-filter-ignored', 'offset-ignored', 'control-character'], core),
  ...plain(['empty-as-404', 'empty-as-204'], core),
  ...plain(['unknown-encoding', 'gzip-over-plain', 'raw-deflate', 'cut-gzip'], lists),
  ...plain(['byte-order-mark', 'large-cookies', 'broken-header', 'slow'], lists),
  ...plain(['byte-order-mark', 'unknown-encoding', 'large-cookies', 'slow', 'token-500'], ['token']),
  { name: '429-retry-after', kind: '429-retry-after', targets: lists, rule: () => ({ retryAfter: 1 }) },
  ...[200, 403, 503].map((status): Front => {
    return { name: `firewall-${status}`, kind: 'firewall', targets: lists, rule: () => ({ status }) };
  }),
  ...(['json', 'html', 'text', 'location', 'encoding'] as const).flatMap((shown): Front[] =>
    [200, 400, 403, 500].map((status) => {
      return { name: `mirror-${shown}`, kind: 'mirror', targets: lists, rule: () => ({ shown, status }) };
    }),
  ),
  {
    name: 'clock-one-answer',
    kind: 'wrong-date',
    targets: lists,
    rule: (random) => ({ skew: skew(random) }),
  },
  {
    name: 'clock-one-machine',
    kind: 'wrong-date',
    targets: lists,
    rule: (random) => ({ skew: skew(random), every: random.integer(2, 4), times: Number.POSITIVE_INFINITY }),
  },
];

/** What costs a pause of half a minute and more: a sign-in that is refused. */
export const longFronts: Front[] = [
  ...plain(['token-400'], ['token']),
  { name: 'firewall-token', kind: 'firewall', targets: ['token'] },
  { name: 'mirror-token', kind: 'mirror', targets: ['token'], rule: () => ({ status: 400 }) },
  {
    name: 'mirror-token-html',
    kind: 'mirror',
    targets: ['token'],
    rule: () => ({ shown: 'html', status: 500 }),
  },
];

/** A front over one target, as a rule of the simulator. */
export function ruleFor(front: Front, target: Target, random: Random): WeatherRule {
  const times = random.integer(1, 2);
  return { kind: front.kind, path: pathOf[target], times, delay: 500, ...front.rule?.(random) };
}

/** By how much a clock is wrong: a little, a while, a day; ahead or behind. Milliseconds. */
export function skew(random: Random): number {
  const size = random.pick([2000, 20_000, 600_000, 3_600_000, day]);
  return random.integer(0, 1) === 0 ? size : -size;
}

/** The fronts in the order of chance: each once, before any comes again. */
export function* forecast(deck: readonly Front[], random: Random): Generator<Front> {
  for (;;) {
    const left = [...deck];
    while (left.length > 0) {
      const [drawn] = left.splice(random.integer(0, left.length - 1), 1);
      if (drawn) yield drawn;
    }
  }
}

function plain(kinds: WeatherKind[], targets: Target[]): Front[] {
  return kinds.map((kind) => ({ name: kind, kind, targets }));
}
