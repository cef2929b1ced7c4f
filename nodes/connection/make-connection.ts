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
import { followNode } from '../runtime/connected/follow-node';
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
    // What is named by an environment variable may not be there yet, or be another after a deploy.
    const named = [definition.tls, definition.proxy, definition.fleet].map(textOf).filter(Boolean);
    let close = open(this, definition, { isEarly: !named.every((id) => RED.nodes.getNode(id)) });
    for (const id of named)
      followNode(
        RED,
        this,
        id,
        () => {
          const before = close();
          close = open(this, definition);
          before.catch((error: unknown) => this.warn(String(error)));
        },
        true,
      );
    this.on('close', (done: () => void) => {
      close().then(done, done);
    });
  }

  /**
   * Makes the connection, or says why that cannot be.
   *
   * @param isEarly it is made once more when all nodes are there, and what is wrong is told then.
   * @returns closes it.
   */
  function open(
    node: CoupaConfigNode,
    definition: Definition,
    { isEarly = false } = {},
  ): () => Promise<void> {
    for (const made of ['problem', 'connection', 'fleet', 'meter', 'settings'] as const) delete node[made];
    let unobserved: (() => void) | undefined;
    try {
      node.settings = settingsOf(definition, node.credentials ?? {});
      node.fleetId = definition.fleet;
      node.fleet = chosenFleet(RED, definition.fleet);
      node.connection = new Connection(node.settings, node.fleet && shared(node.fleet, node.settings));
      node.meter = new RequestMeter(node.connection.telemetry);
      unobserved = observe(node.connection.telemetry, node.connection.site.host);
      const remarks = [
        ...addressRemarks(node.settings.siteAddress, node.settings.csoAddress, node.authentication),
        ...missingNetworkNodes(RED, definition),
      ];
      if (!isEarly) for (const remark of remarks) node.warn(sayInRuntime(RED, 'coupa-config')(remark));
    } catch (error) {
      node.problem =
        error instanceof CoupaError ? error : new CoupaError('COUPA_CONFIG', phrase`${String(error)}`);
      // The nodes that have chosen it do not say it again.
      if (isFirstReport(node.problem) && !isEarly)
        node.error(forSidebar(node.problem, sayInRuntime(RED, 'coupa-config')));
    }
    const { connection } = node;
    return async () => {
      unobserved?.();
      await connection?.close();
    };
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
