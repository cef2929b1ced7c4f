import type { NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../../lib/base/clock';
import { type Phrase, phrase } from '../../lib/base/text/phrase';
import { sayAll } from '../../lib/base/text/say-all';
import type { FleetPoll } from '../../lib/member/fleet-poll';
import { lastHours } from '../../lib/operations/recent-counts';
import {
  besideCommand,
  type Command,
  type CommandAnswer,
  misplacedCommand,
  readCommand,
  runCommand,
  strayRecord,
} from '../../lib/poll/command';
import { pollParts } from '../../lib/poll/compile/parts';
import { isInterruption } from '../../lib/poll/lifecycle/interruption';
import { pollOptions } from '../../lib/poll/model/options';
import type { EditorUser } from '../../lib/poll/model/report';
import { type PollSettings, readPollSettings } from '../../lib/poll/model/settings';
import { Poller, type PollerOutlet } from '../../lib/poll/poller';
import { readForOthers } from '../../lib/poll/run/page-for-others';
import { PollHistory } from '../../lib/poll/tell/history';
import { Telemetry } from '../../lib/ports/telemetry';
import { chosenConnection } from '../runtime/chosen-connection';
import { ownStoresOf } from '../runtime/fleet-stores';
import { messageIds } from '../runtime/message-ids';
import type { CoupaConfigNode, CoupaPollNode } from '../runtime/node-types';
import { notifyingInstance } from '../runtime/notifying-instance';
import { areReceiversThere } from '../runtime/receivers';
import { forCatchNodes, forReport, isFirstReport } from '../runtime/report';
import { historyStoreOf } from '../runtime/state-store';
import { templateValues } from '../runtime/template-values';
import { textOf } from '../runtime/text-of';
import { isInputWired } from '../runtime/wired-input';
import { nameOf, WorkingNode } from '../runtime/working-node';
import type { OwnParts } from './poll-in-fleet';
import { showStatus } from './status';

interface Definition extends NodeDef {
  connection?: string;
  stateStore?: string;
  [property: string]: unknown;
}

/** Carries commands out, wherever that is. */
type Runs = Pick<FleetPoll, 'run'>;

/** Makes the nodes of the type `coupa-poll`. */
export const makePoll = (RED: NodeAPI): ((this: CoupaPollNode, definition: Definition) => void) => {
  const working = new WorkingNode(RED, 'coupa-poll');
  const { say } = working;

  function CoupaPoll(this: CoupaPollNode, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    const history = new PollHistory(historyStoreOf(RED, this, textOf(definition.stateStore)));
    this.history = history;
    this.recent = lastHours();
    this.connection = textOf(definition.connection);
    this.resource = textOf(definition['resource']) || pollOptions.resource.default;
    let telemetry = new Telemetry();
    let unheard: (() => void) | undefined;
    const over = working.overConnection(this, {
      open: () => {
        delete this.poller;
        delete this.carryOut;
        telemetry = connectionOf(definition)?.connection?.telemetry ?? new Telemetry();
        const poller = openPoll(this, definition, history);
        this.poller = poller;
        this.carryOut = (message, by) => carryOut(this, poller, message, by);
        unheard = telemetry.on('throttled', ({ until }) => poller.limited(until.getTime()));
        return poller;
      },
      start: (poller) => poller.start(),
      close: (poller) => {
        unheard?.();
        return poller.close();
      },
    });
    const heard = new Set<string>();
    this.on('input', (message, _send, done) => {
      // Once for each kind of mistake.
      for (const remark of [
        misplacedCommand(message),
        this.settings && strayRecord(message, this.settings),
      ]) {
        if (remark === undefined || heard.has(remark.template)) continue;
        heard.add(remark.template);
        this.warn(say(remark));
      }
      const handled = over.use((poller) => telemetry.within(message, () => carryOut(this, poller, message)));
      // Who interrupted a poll knows; it is taken up again.
      working.settle(this, handled, done, (error) =>
        isInterruption(error) ? undefined : forCatchNodes(error, say),
      );
    });
    working.whenClosed(this, () => Promise.all([over.close(), history.close()]));
    over.start();
  }

  function connectionOf(definition: Definition): CoupaConfigNode | null {
    return RED.nodes.getNode(definition.connection ?? '') as CoupaConfigNode | null;
  }

  function openPoll(
    node: CoupaPollNode,
    definition: Definition,
    history: PollHistory,
  ): (Poller & Runs) | FleetPoll {
    const settings = readPollSettings(definition);
    node.settings = settings;
    const config = chosenConnection(RED, definition.connection, 'core');
    const signatureKey = textOf(node.credentials?.signatureKey);
    config.connection.scrubber.add(signatureKey);
    const parts = pollParts(settings, {
      origin: config.connection.site.origin,
      hub: config.authentication === 'openConnectors',
      values: (message) => templateValues(RED, node, message),
      signatureKey,
      instance: notifyingInstance(RED, node),
    });
    for (const remark of parts.remarks) node.warn(say(remark));
    if (settings.delivery === 'acknowledge' && !isInputWired(RED, node))
      node.warn(say(unacknowledged(settings)));
    const createPoller = (its: OwnParts) =>
      new Poller({
        ...parts,
        ...its,
        requester: config.connection,
        clock: systemClock,
        telemetry: config.connection.telemetry,
        node: nameOf(node),
        concurrency: config.maxConcurrency,
      });
    const outlet = outletOf(node, history);
    const { fleet } = config;
    if (fleet !== undefined)
      return pollInFleet(RED, node, {
        fleet,
        config,
        tenant: config.connection.site.host,
        definition,
        settings,
        format: parts.format,
        working,
        history,
        outlet,
        createPoller,
        readPage: (path, signal) =>
          readForOthers({ ...parts, requester: config.connection, clock: systemClock }, path, signal),
      });
    const poller = createPoller({ ...ownStoresOf(RED, node, textOf(definition.stateStore), say), outlet });
    return Object.assign(poller, { run: (command: Command) => runCommand(poller, command) });
  }

  function outletOf(node: CoupaPollNode, history: PollHistory): PollerOutlet {
    const nextId = messageIds();
    return {
      record: (message) => {
        // One that comes again since nobody handed it back was counted.
        if (message.coupa.attempt === 1) node.recent.add(Date.now(), 1);
        node.send([{ _msgid: nextId(), ...message }, null]);
      },
      landed: () => areReceiversThere(RED, node),
      undeliverable: ({ payload, coupa }, error) =>
        node.send([null, { topic: 'undeliverable', payload, coupa, error: say(error) }]),
      summary: (payload) => {
        history.add(payload);
        node.recent.add(Date.now(), 0, payload.error === undefined ? 0 : 1);
        node.send([null, { topic: 'poll', payload: sayAll(payload, say) }]);
      },
      removals: (payload) => node.send([null, { topic: 'removals', payload: sayAll(payload, say) }]),
      progress: (payload) => node.send([null, { topic: 'backfill', payload }]),
      status: (status) => showStatus(RED, node, status),
      error: (error) => {
        if (isFirstReport(error, node.z)) node.error(forReport(RED, error, say), {});
      },
      notice: (text) => node.warn(say(text)),
    };
  }

  async function carryOut(
    node: CoupaPollNode,
    poller: Runs | undefined,
    message: object,
    by?: EditorUser,
  ): Promise<CommandAnswer | undefined> {
    const answer = await working.ready(node, poller).run(readCommand(message, node.id, by));
    if (answer !== undefined)
      node.send([null, { ...besideCommand(message), ...answer, payload: sayAll(answer.payload, say) }]);
    return answer;
  }

  return CoupaPoll;
};

type InFleet = typeof import('./poll-in-fleet');

/** Loaded where there is a fleet. */
function pollInFleet(...parts: Parameters<InFleet['pollInFleet']>): FleetPoll {
  return (require('./poll-in-fleet') as InFleet).pollInFleet(...parts);
}

function unacknowledged({ maxInFlight }: PollSettings): Phrase {
  return phrase`Nothing is wired to this node's input, so no record can be acknowledged and it waits after ${maxInFlight}. Wire the end of the flow to the input, or let records be delivered when sent into the flow.`;
}
