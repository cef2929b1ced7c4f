import type { NodeAPI, NodeDef } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import { numberIfSet } from '../../lib/base/options/stored-number';
import { phrase } from '../../lib/base/text/phrase';
import { type Authentication, addressRemarks } from '../../lib/connection/address/site-address';
import { Connection, type ConnectionSettings } from '../../lib/connection/connection';
import type { ConnectionParts } from '../../lib/connection/parts';
import { connectionOptions } from '../../lib/connection/settings/options';
import type { Credentials } from '../../lib/connection/settings/settings';
import type { Fleet } from '../../lib/fleet/fleet';
import { observe } from '../../lib/opentelemetry/observe';
import { RequestMeter } from '../../lib/operations/request-meter';
import { chosenFleet } from '../runtime/fleet-node';
import { sayInRuntime } from '../runtime/language';
import { missingNetworkNodes, proxyOf, proxyOptionsOf, tlsOf } from '../runtime/network-nodes';
import type { CoupaConfigNode } from '../runtime/node-types';
import { forSidebar, isFirstReport } from '../runtime/report';
import { runs } from '../runtime/running-nodes';
import { textOf } from '../runtime/text-of';

/** As a flow has it: what is text or number here may be either, as an environment variable gives it. */
interface Definition
  extends NodeDef,
    Partial<Record<Exclude<keyof typeof connectionOptions, 'name'>, unknown>> {
  authentication?: Authentication;
  tls?: string;
  proxy?: string;
  fleet?: string;
}

/** Makes the nodes of the type `coupa-config`. */
export const makeConnection = (RED: NodeAPI): ((this: CoupaConfigNode, definition: Definition) => void) => {
  function CoupaConfig(this: CoupaConfigNode, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    runs(this);
    this.authentication = definition.authentication || connectionOptions.authentication.default;
    this.maxConcurrency = numberIfSet(definition.maxConcurrency) ?? connectionOptions.maxConcurrency.default;
    let unobserved: (() => void) | undefined;
    try {
      this.settings = settingsOf(definition, this.credentials ?? {});
      this.fleetId = definition.fleet;
      this.fleet = chosenFleet(RED, definition.fleet);
      this.connection = new Connection(this.settings, this.fleet && shared(this.fleet, this.settings));
      this.meter = new RequestMeter(this.connection.telemetry);
      unobserved = observe(this.connection.telemetry, this.connection.site.host);
      for (const remark of [
        ...addressRemarks(this.settings.siteAddress, this.settings.csoAddress, this.authentication),
        ...missingNetworkNodes(RED, definition),
      ])
        this.warn(sayInRuntime(RED, 'coupa-config')(remark));
    } catch (error) {
      this.problem =
        error instanceof CoupaError ? error : new CoupaError('COUPA_CONFIG', phrase`${String(error)}`);
      // The nodes that have chosen it do not say it again.
      if (isFirstReport(this.problem))
        this.error(forSidebar(this.problem, sayInRuntime(RED, 'coupa-config')));
    }
    this.on('close', (done: () => void) => {
      unobserved?.();
      (this.connection?.close() ?? Promise.resolve()).then(done, done);
    });
  }

  function settingsOf(definition: Definition, credentials: Credentials): ConnectionSettings {
    return {
      authentication: definition.authentication || connectionOptions.authentication.default,
      siteAddress: textOf(definition.siteAddress),
      csoAddress: textOf(definition.csoAddress) || undefined,
      scope: textOf(definition.scope),
      credentials: textsOf(credentials),
      tls: tlsOf(RED, definition.tls),
      proxy: proxyOf(RED, definition.proxy),
      proxyOptions: proxyOptionsOf(RED),
      requestsPerSecond: numberIfSet(definition.requestsPerSecond),
      maxConcurrency: numberIfSet(definition.maxConcurrency),
      timeout: numberIfSet(definition.timeout),
    };
  }

  return CoupaConfig;
};

/** Loaded where there is a fleet. */
function shared(fleet: Fleet, settings: ConnectionSettings): Partial<ConnectionParts> {
  const { sharedParts } =
    require('../../lib/member/connection-parts') as typeof import('../../lib/member/connection-parts');
  return sharedParts(fleet, settings);
}

function textsOf(credentials: Credentials): Credentials {
  const texts = Object.entries(credentials).map(([name, value]) => [name, textOf(value)] as const);
  return Object.fromEntries(texts);
}
