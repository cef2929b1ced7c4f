import type { Node, NodeAPI, NodeDef } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import type { JsonObject } from '../../lib/base/json';
import { filledIn } from '../../lib/base/options/filled-in';
import { phrase } from '../../lib/base/text/phrase';
import { csoOptions } from '../../lib/cso/model/options';
import { needsParents, type ParentValues } from '../../lib/cso/model/request';
import { type CsoSettings, readSettings } from '../../lib/cso/model/settings';
import { CsoSession, type Send } from '../../lib/cso/session';
import { WorkCount } from '../../lib/operations/work-count';
import type { Telemetry } from '../../lib/ports/telemetry';
import { chosenConnection } from '../runtime/chosen-connection';
import { storeAnswer } from '../runtime/context-store';
import type { CoupaWriterNode } from '../runtime/node-types';
import { areReceiversThere } from '../runtime/receivers';
import { forReport } from '../runtime/report';
import { stateStoreOf } from '../runtime/state-store';
import { textOf } from '../runtime/text-of';
import { nameOf, toOutputs, WorkingNode } from '../runtime/working-node';
import { showCsoStatus } from './status';

interface Definition extends NodeDef {
  connection?: string;
  stateStore?: string;
  [property: string]: unknown;
}

type Parent = keyof ParentValues;

/** A node that can work. */
interface Work {
  session: CsoSession;
  settings: CsoSettings;
  definition: Definition;
  telemetry: Telemetry;
}

/** Makes the nodes of the type `coupa-cso-events`. */
export const makeCsoEvents = (RED: NodeAPI): ((this: CoupaWriterNode, definition: Definition) => void) => {
  const working = new WorkingNode(RED, 'coupa-cso-events');
  const { say } = working;

  function CoupaCsoEvents(this: CoupaWriterNode, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    this.connection = textOf(definition.connection);
    this.operation = textOf(definition['operation'] ?? csoOptions.operation.default);
    this.resource = textOf(definition['object'] ?? csoOptions.object.default);
    this.work = new WorkCount();
    let timer: NodeJS.Timeout | undefined;
    const over = working.overConnection(this, {
      open: () => openWork(this, definition),
      start: (work) => {
        timer = startInterval(this, work);
      },
      close: ({ session }) => {
        clearInterval(timer);
        return session.close();
      },
    });
    over.start();
    working.takeMessages(this, over, (opened, message, send) => handle(this, opened, message, send));
    working.whenClosed(this, () => over.close());
  }

  function openWork(node: CoupaWriterNode, definition: Definition): Work {
    const settings = readSettings(definition);
    const config = chosenConnection(RED, definition.connection, 'cso');
    const { telemetry } = config.connection;
    const session = new CsoSession({
      requester: config.connection,
      telemetry,
      node: nameOf(node),
      settings,
      store: stateStoreOf(RED, node, textOf(definition.stateStore), say),
      site: config.connection.site.origin,
      landed: () => areReceiversThere(RED, node),
      copy: (message) => RED.util.cloneMessage(message),
      status: (status) => {
        node.work.heard(status);
        showCsoStatus(RED, node, status);
      },
      warn: (text) => node.warn(say(text)),
      say,
    });
    return { session, settings, definition, telemetry };
  }

  /** Compares at once and then again and again; the session takes one comparison at a time. */
  function startInterval(node: CoupaWriterNode, work: Work): NodeJS.Timeout | undefined {
    const { settings } = work;
    if (settings.operation !== 'changes' || settings.interval === 0) return undefined;
    let busy = false;
    const compare = () => {
      if (busy) return;
      busy = true;
      const send = toOutputs((messages) => node.send(messages));
      work.telemetry
        .alone(() => handle(node, work, {}, send))
        .catch((error: unknown) => {
          if (work.session.closed) return;
          node.work.failed(error);
          working.fail(node, error);
          node.error(forReport(RED, error, say), {});
        })
        .finally(() => {
          busy = false;
        });
    };
    setImmediate(compare);
    return setInterval(compare, settings.interval);
  }

  async function handle(node: CoupaWriterNode, work: Work, message: JsonObject, send: Send): Promise<void> {
    const { session, settings, definition, telemetry } = work;
    const needed = needsParents(settings, message);
    const value = (name: Parent) => (needed ? evaluate(node, definition, name, message) : undefined);
    const [eventId, factSheetId] = await Promise.all([value('eventId'), value('factSheetId')]);
    await telemetry.within(message, () => session.handle(message, { eventId, factSheetId }, send));
  }

  async function evaluate(
    node: Node,
    definition: Definition,
    name: Parent,
    message: JsonObject,
  ): Promise<unknown> {
    const given = filledIn(name, String(definition[name] ?? ''));
    if (given === '') return undefined;
    const type = String(definition[`${name}Type`] ?? 'str');
    const store = ['flow', 'global'].includes(type) ? RED.util.parseContextStore(given).store : undefined;
    try {
      return await storeAnswer(store, (done) =>
        RED.util.evaluateNodeProperty(given, type, node, message, done),
      );
    } catch (error) {
      const [code, why] =
        error instanceof CoupaError
          ? ([error.code, error.phrase] as const)
          : (['COUPA_VALIDATION', error instanceof Error ? error.message : String(error)] as const);
      throw new CoupaError(code, phrase`Reading the node's ${name} (${type} ${given}): ${why}.`);
    }
  }

  return CoupaCsoEvents;
};
