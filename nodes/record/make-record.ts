import type { NodeAPI, NodeDef } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import type { JsonObject } from '../../lib/base/json';
import { phrase } from '../../lib/base/text/phrase';
import { WorkCount } from '../../lib/operations/work-count';
import type { Telemetry } from '../../lib/ports/telemetry';
import { readRecordSettings } from '../../lib/records/model/settings';
import { RecordSession, type Send } from '../../lib/records/session';
import { chosenConnection } from '../runtime/chosen-connection';
import type { CoupaWriterNode } from '../runtime/node-types';
import { textOf } from '../runtime/text-of';
import { nameOf, WorkingNode } from '../runtime/working-node';
import { ownWritesAt } from './own-writes-at';
import { type ResourceFor, resourceFor } from './resource-for';
import { showRecordStatus } from './status';

interface Definition extends NodeDef {
  connection?: string;
  [property: string]: unknown;
}

/** A node that can work. */
interface Work {
  session: RecordSession;
  resource: ResourceFor;
  telemetry: Telemetry;
}

/** Makes the nodes of the type `coupa-record`. */
export const makeRecord = (RED: NodeAPI): ((this: CoupaWriterNode, definition: Definition) => void) => {
  const working = new WorkingNode(RED, 'coupa-record');
  const { say } = working;

  function CoupaRecord(this: CoupaWriterNode, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    this.connection = textOf(definition.connection);
    this.operation = textOf(definition['operation']);
    this.resource = textOf(definition['resource']);
    this.work = new WorkCount();
    const over = working.overConnection(this, {
      open: () => openWork(this, definition),
      close: async ({ session }) => session.close(),
    });
    working.takeMessages(this, over, handle);
    working.whenClosed(this, () => over.close());
  }

  function openWork(node: CoupaWriterNode, definition: Definition): Work {
    const settings = readRecordSettings(definition);
    const { connection, authentication } = chosenConnection(RED, definition.connection, 'core');
    if (authentication === 'openConnectors') throw noHub();
    const { telemetry } = connection;
    const session = new RecordSession({
      requester: connection,
      telemetry,
      node: nameOf(node),
      settings,
      copy: (message) => RED.util.cloneMessage(message),
      status: (status) => {
        node.work.heard(status);
        showRecordStatus(RED, node, status);
      },
      warn: (text) => node.warn(say(text)),
      say,
      ownWrites: ownWritesAt(connection.site.origin),
    });
    const resource = resourceFor(RED, node, settings.resource, connection.site.origin);
    return { session, resource, telemetry };
  }

  async function handle(work: Work, message: JsonObject, send: Send): Promise<void> {
    const { session, resource, telemetry } = work;
    await telemetry.within(message, async () => session.handle(message, send, await resource(message)));
  }

  return CoupaRecord;
};

function noHub(): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`Setting up the node: its connection goes through an Open Connectors hub, which answers records in a form of its own. Choose a connection that signs in to Coupa itself.`,
  );
}
