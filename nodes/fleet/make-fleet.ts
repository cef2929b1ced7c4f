import type { NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../../lib/base/clock';
import { CoupaError } from '../../lib/base/errors';
import { filledIn } from '../../lib/base/options/filled-in';
import { type Phrase, phrase } from '../../lib/base/text/phrase';
import type { EngineAddress } from '../../lib/fleet/engine-address';
import { Fleet } from '../../lib/fleet/fleet';
import { RedisEngine } from '../../lib/fleet/redis/redis-engine';
import { readFleetSettings } from '../../lib/fleet/settings';
import { thisProcess } from '../../lib/local/this-process';
import type { CoupaFleetNode } from '../runtime/fleet-node';
import { sayInRuntime } from '../runtime/language';
import { missingNetworkNodes, tlsOf } from '../runtime/network-nodes';
import { forSidebar, isFirstReport } from '../runtime/report';
import { textOf } from '../runtime/text-of';

interface Definition extends NodeDef {
  tls?: string;
  [property: string]: unknown;
}

/** Makes the nodes of the type `coupa-fleet`. */
export const makeFleet = (RED: NodeAPI): ((this: CoupaFleetNode, definition: Definition) => void) => {
  const say = sayInRuntime(RED, 'coupa-fleet');

  function CoupaFleet(this: CoupaFleetNode, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    try {
      open(this, definition);
    } catch (error) {
      this.problem =
        error instanceof CoupaError ? error : new CoupaError('COUPA_CONFIG', phrase`${String(error)}`);
      if (isFirstReport(this.problem)) this.error(forSidebar(this.problem, say));
    }
    this.on('close', (done: () => void) => {
      (this.fleet?.close() ?? Promise.resolve()).then(done, done);
    });
  }

  function open(node: CoupaFleetNode, definition: Definition): void {
    const { addresses, sentinel, prefix, instance, takes, lease } = readFleetSettings(definition);
    const { username, password } = node.credentials ?? {};
    const tls = tlsOf(RED, definition.tls);
    node.filled = definition;
    node.settings = {
      addresses,
      clock: systemClock,
      ...(sentinel && { sentinel }),
      ...(username && { username: filledIn('username', textOf(username)) }),
      ...(password && { password: filledIn('password', textOf(password)) }),
      ...(tls && { tls }),
    };
    for (const text of missingNetworkNodes(RED, definition)) node.warn(say(text));
    const open = addresses.find(({ isEncrypted, isLocal }) => !isEncrypted && !isLocal);
    if (open !== undefined) node.warn(say(readable(open)));
    node.fleet = new Fleet({
      engine: new RedisEngine(node.settings, prefix),
      engineName: addresses[0]?.name ?? '',
      instance,
      run: thisProcess.run,
      leaseMs: lease,
      mayLead: takes === 'all',
      clock: systemClock,
      notice: (text) => node.warn(say(text)),
    });
  }

  return CoupaFleet;
};

function readable({ name }: EngineAddress): Phrase {
  return phrase`The way to the engine ${name} is not encrypted: records and the engine's password can be read on it. Use rediss:// where the engine has TLS.`;
}
