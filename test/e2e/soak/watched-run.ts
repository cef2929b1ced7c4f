import { setTimeout as delay } from 'node:timers/promises';
import { type FlowNode, onCanvas, poll } from '../harness/flows';
import { type NodeRed, type PlatformName, startNodeRed } from '../harness/node-red';
import { until } from '../harness/until';
import { Churn, lastChanges } from './churn';
import { type Footprint, footprintOf } from './footprint';
import { Ledger } from './ledger';
import { Onlooker, type PageFootprint } from './onlooker';
import { flowsFor, openScene, type Pace, type Scene } from './scene';

export interface WatchedOptions {
  platform: PlatformName;
  minutes: number;
  seed: number;
}

const everySecond = 1 / 60;

/** Short, since each poll reads what was changed within it anew: some hundred records of each list. */
const pace: Pace = {
  overlap: 5,
  timeout: 60,
  intervals: {
    sending: everySecond,
    acknowledged: everySecond,
    hubSending: everySecond,
    hubAcknowledged: everySecond,
    sourcing: everySecond,
  },
};

const changesPerSecond = 100;

const givingUp = 'Gives up now and then';

/** Milliseconds between two looks, and looks between two times that what was given up is sent again. */
const lookEvery = 5000;
const resendEvery = 12;

/** A real Node-RED in fair weather that polls each second, with the tab Coupa open in a browser all the time. */
export class WatchedRun {
  static async start(options: WatchedOptions): Promise<WatchedRun> {
    const scene = await openScene(options.seed);
    const churn = new Churn(scene, options.seed);
    const flows = [...flowsFor(scene, 0, pace), ...refusedNowAndThen()];
    const nodeRed = await startNodeRed({ platform: options.platform, flows });
    churn.start(changesPerSecond);
    try {
      return new WatchedRun(options, scene, churn, nodeRed, await Onlooker.open(nodeRed.url, givingUp));
    } catch (error) {
      // Else nothing would end the run: nobody has it yet.
      churn.stop();
      await nodeRed.stop();
      await scene.tenant.close();
      throw error;
    }
  }

  readonly ledger: Ledger;
  readonly footprints: Footprint[] = [];
  readonly pages: PageFootprint[] = [];
  requests = 0;

  private constructor(
    private readonly options: WatchedOptions,
    private readonly scene: Scene,
    private readonly churn: Churn,
    readonly nodeRed: NodeRed,
    readonly onlooker: Onlooker,
  ) {
    this.ledger = new Ledger(nodeRed.log);
    scene.tenant.on('request', () => {
      this.requests += 1;
    });
  }

  get changes(): number {
    return this.churn.changes;
  }

  /** Looks and sends again until the time is over, then waits until everything has arrived. */
  async run(): Promise<void> {
    const end = Date.now() + this.options.minutes * 60_000;
    for (let look = 1; Date.now() < end; look += 1) {
      await delay(lookEvery);
      await this.look();
      if (look % resendEvery === 0) await this.onlooker.sendAgain();
    }
    this.churn.stop();
    const missing = () => this.ledger.missing(lastChanges(this.scene));
    await until(
      () => missing().length === 0,
      60_000,
      () => `never arrived:\n${missing().join('\n')}\n${this.nodeRed.tail()}`,
    );
  }

  async close(): Promise<void> {
    this.churn.stop();
    await this.onlooker.close();
    await this.nodeRed.stop();
    await this.scene.tenant.close();
  }

  private async look(): Promise<void> {
    const footprint = footprintOf(this.nodeRed.pid, this.nodeRed.userDir);
    if (footprint !== undefined) this.footprints.push(footprint);
    this.pages.push(await this.onlooker.weigh());
    this.ledger.read();
    // Requests with their headers would be gigabytes in an hour.
    this.scene.tenant.requests.length = 0;
    this.scene.cso.requests.length = 0;
  }
}

/** A poll whose flow refuses one record in twenty, which it gives up at once: the list of them is never empty for long. */
function refusedNowAndThen(): FlowNode[] {
  const func = `if (Math.random() < 0.05) msg.error = { message: 'The ERP said no' };
    return msg;`;
  const refused = {
    name: givingUp,
    overlap: pace.overlap,
    interval: everySecond,
    delivery: 'acknowledge',
    maxAttempts: 1,
    start: 'now',
  };
  return [
    poll('refused', [['erp'], []], refused),
    { id: 'erp', type: 'function', z: 'tab', func, outputs: 1, wires: [['refused']] },
  ].map(onCanvas);
}
