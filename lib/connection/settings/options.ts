import {
  aboveZero,
  configNode,
  count,
  forNode,
  number,
  type OptionTable,
  oneOf,
  requiredText,
  seconds,
  text,
} from '../../base/options/option';
import { authentications } from '../address/site-address';

/** The properties of a `coupa-config`: docs/nodes.md, *coupa-config*, says what each is for. */
export const connectionOptions = {
  name: forNode(''),
  authentication: oneOf(authentications, 'oauth2'),
  /** `https://acme.coupahost.com`; with `openConnectors` the hub's base up to `/elements/api-v2`. */
  siteAddress: requiredText(),
  /** Empty: `https://<instance>.cso.coupahost.com`, derived from the site. */
  csoAddress: text(''),
  /** OAuth scopes, separated by spaces or commas. */
  scope: text(''),
  tls: configNode('tls-config', false),
  proxy: configNode('http proxy', false),
  /** Ceiling for all requests of the connection together; 0: none. */
  requestsPerSecond: number(20, { min: 0 }),
  /** Requests under way at once. */
  maxConcurrency: count(4, { min: 1 }),
  /** For one attempt, its body included. */
  timeout: seconds(60, { min: aboveZero, max: 86_400 }),
  /** Other Node-REDs that rate, token and polls are shared with; empty: none. */
  fleet: configNode('coupa-fleet', false),
} as const satisfies OptionTable;
