import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { JsonObject } from '../../lib/base/json';
import { phrase, type Say } from '../../lib/base/text/phrase';
import type { NodeName } from '../../lib/ports/events';
import type { Send } from '../../lib/write/session/followed-work';
import { followNode } from './connected/follow-node';
import { OverConnection, type WorkParts } from './connected/over-connection';
import { errorText } from './error-text';
import { sayInRuntime } from './language';
import type { CoupaWriterNode, WorkingFacts, WorkingType } from './node-types';
import { forCatchNodes, forSidebar, isFirstReport } from './report';
import { runs } from './running-nodes';

/**
 * What every node type that works for a flow does around its work: a node that cannot be set up says so and refuses its messages, one
 * that fails shows it, one that is closed waits for what it closes.
 */
export class WorkingNode {
  /** Says phrases in the language of Node-RED. */
  readonly say: Say;

  constructor(
    private readonly red: NodeAPI,
    private readonly type: WorkingType,
  ) {
    this.say = sayInRuntime(red, type);
  }

  /** What a node works with; `undefined`, and told, where its properties cannot work. */
  setUp<Work>(node: Node & WorkingFacts, open: () => Work): Work | undefined {
    runs(node);
    try {
      const work = open();
      delete node.problem;
      return work;
    } catch (error) {
      node.problem = error;
      this.fail(node, error);
      if (isFirstReport(error)) node.error(forSidebar(error, this.say));
      return undefined;
    }
  }

  /** What a node works with over its connection, also after a deploy has put another one in that one's place. `parts.open` is `setUp`'s. */
  overConnection<Work>(node: Node & WorkingFacts, parts: WorkParts<Work>): OverConnection<Work> {
    const over = new OverConnection<Work>({ ...parts, open: () => this.setUp(node, parts.open) });
    followNode(this.red, node, node.connection, () => {
      over.renew().catch((error: unknown) => node.warn(forCatchNodes(error, this.say).message));
    });
    return over;
  }

  /**
   * What a node works with, for a message.
   *
   * @throws what kept it from being set up: catch nodes do not hear of that at the deploy.
   */
  ready<Work>(node: WorkingFacts, work: Work | undefined): Work {
    if (work !== undefined) return work;
    throw node.problem;
  }

  /** Has each message handled; what that throws is counted, shown on the canvas, unless the node was closed meanwhile, and given to catch nodes. */
  takeMessages<Work extends { session: { closed: boolean } }>(
    node: CoupaWriterNode,
    over: OverConnection<Work>,
    handle: (work: Work, message: JsonObject, send: Send) => Promise<void>,
  ): void {
    node.on('input', (message, send, done) => {
      let used: Work | undefined;
      const handled = over.use(async (work) => {
        used = work;
        await handle(this.ready(node, work), message as JsonObject, toOutputs(send));
      });
      this.settle(node, handled, done, (error) => {
        node.work.failed(error);
        if (used?.session.closed !== true) this.fail(node, error);
        return forCatchNodes(error, this.say);
      });
    });
  }

  /**
   * Tells Node-RED that a message is done with, or why it failed. Node-RED copies it for the nodes that hear of that, and throws where
   * it cannot, such as for an object with a getter that throws: nobody else would catch that, and the process would end.
   *
   * @param failure what is told of an error; `undefined`: the message is done with all the same.
   */
  settle(
    node: Node,
    handled: Promise<unknown>,
    done: (error?: Error) => void,
    failure: (error: unknown) => Error | undefined,
  ): void {
    handled
      .then(
        () => done(),
        (error: unknown) => done(failure(error)),
      )
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        node.error(
          this.say(
            phrase`Node-RED cannot copy the message for the nodes that hear of its end or its failure (complete, catch): ${why}. Give this node messages of plain values.`,
          ),
        );
      });
  }

  /** Shows on the canvas what went wrong. */
  fail(node: Node, error: unknown): void {
    node.status({ fill: 'red', shape: 'ring', text: errorText(this.red, this.type, error) });
  }

  /** Closes what a node works with when Node-RED closes the node; what fails then is a warning, since nobody can mend it any more. */
  whenClosed(node: Node, close: () => Promise<unknown> | undefined): void {
    node.on('close', (done: () => void) => {
      Promise.resolve(close())
        .catch((error: unknown) => node.warn(forCatchNodes(error, this.say).message))
        .then(() => done());
    });
  }
}

/** How Node-RED takes a message for each of two outputs. */
type Outputs = (messages: [NodeMessage | null, NodeMessage | null]) => void;

/** Sends by Node-RED to both outputs of a node. */
export function toOutputs(send: Outputs): Send {
  return (first, second) => send([first, second]);
}

/** What telemetry calls a node. */
export function nameOf({ id, name }: Node): NodeName {
  return { id, ...(name && { name }) };
}
