import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../simulator/random';
import type { LoggedRequest } from '../../simulator/tenant';
import type { NodeRed, PlatformName } from '../harness/node-red';
import { startNodeRed } from '../harness/node-red';
import { strangeErrors } from '../harness/receipts';
import { filesBelow, findSecrets } from '../harness/secrets';
import { until } from '../harness/until';
import { Churn, lastChanges } from './churn';
import { Comms } from './comms';
import { forecast, fronts, longFronts, ruleFor, skew } from './fronts';
import { Ledger } from './ledger';
import {
  clockPaths,
  flowsFor,
  openScene,
  pathOf,
  type Scene,
  secrets,
  type Target,
  watchedNodes,
} from './scene';
import { type Felt, untrue, untrueWarnings } from './truth';

/** How long it lasts and what it draws from. */
export interface SoakOptions {
  platform: PlatformName;
  minutes: number;
  seed: number;
}

/** A short soak takes no weather after which a sign-in is not tried for half a minute. */
const short = 5;

/** Answers with which a poll has come to its end and is on disk. */
const enoughToSee = 4;

/** Milliseconds until everything has arrived and all nodes are well after the weather has stopped; with refused sign-ins, longer. */
const toRest = { short: 120_000, long: 300_000 };

/** A real Node-RED that polls for a long time in all weathers. */
export class SoakRun {
  static async start(options: SoakOptions): Promise<SoakRun> {
    const scene = await openScene(options.seed);
    const churn = new Churn(scene, options.seed);
    const nodeRed = await startNodeRed({ platform: options.platform, flows: flowsFor(scene, 0) });
    return new SoakRun(options, scene, churn, nodeRed);
  }

  readonly ledger: Ledger;
  readonly felt: Felt[] = [];
  readonly comms = new Comms(Object.values(secrets));
  readonly counts = { requests: 0, answers: 0, restarts: 0, kills: 0, deploys: 0 };
  /** Kilobytes, every few seconds, of the last life of the process. */
  readonly memory: number[] = [];
  private readonly random: Random;
  private readonly end: number;
  /** The name of the front that a target is under. */
  private readonly over = new Map<Target, string>();
  /** Answers without weather since the clock was moved, or the polls started, by path. */
  private readonly seen = new Map<string, number>();
  private isClockDue = false;

  private constructor(
    private readonly options: SoakOptions,
    private readonly scene: Scene,
    private readonly churn: Churn,
    readonly nodeRed: NodeRed,
  ) {
    this.random = new Random(options.seed);
    this.end = Date.now() + options.minutes * 60_000;
    this.ledger = new Ledger(nodeRed.log);
    scene.tenant.on('received', (request) => this.feel(request));
    scene.tenant.on('request', ({ status, weather, path }) => {
      if (status !== 200) return;
      this.counts.answers += 1;
      if (weather === undefined) this.seen.set(path, (this.seen.get(path) ?? 0) + 1);
    });
    this.comms.listen(nodeRed.url);
  }

  /** Lets the weather pass over it until the time is over, then waits until everything has come to rest. */
  async run(): Promise<void> {
    this.churn.start(30);
    const watch = setInterval(() => this.weigh(), 2000);
    const deck = this.options.minutes < short ? fronts : [...fronts, ...longFronts];
    const drawn = forecast(deck, this.random);
    for (let step = 1; Date.now() < this.end; step += 1) {
      const front = drawn.next().value;
      if (front !== undefined) await this.pass(front);
      await this.upheaval(step);
      this.ledger.read();
    }
    this.churn.stop();
    clearInterval(watch);
    await this.comeToRest();
  }

  async close(): Promise<void> {
    this.churn.stop();
    this.comms.close();
    await this.nodeRed.stop();
    await this.scene.tenant.close();
  }

  get changes(): number {
    return this.churn.changes;
  }

  missing(): string[] {
    return this.ledger.missing(lastChanges(this.scene));
  }

  untrue(): string[] {
    this.ledger.read();
    return [
      ...untrue(this.ledger.caught, this.felt),
      ...untrueWarnings(this.ledger.warnings, this.felt),
      ...strangeErrors(this.nodeRed),
    ];
  }

  /** Where a secret stands that must not: files, log, statuses, debug messages, what polls remember. */
  async leaks(): Promise<string[]> {
    const places = [
      ...filesBelow(this.nodeRed.userDir),
      { name: 'the log', text: this.nodeRed.log.join('\n') },
    ];
    for (const node of watchedNodes.filter((name) => name !== 'sourcing')) {
      const answer = await fetch(new URL(`coupa/history/${node}`, this.nodeRed.url));
      places.push({ name: `the history of ${node}`, text: await answer.text() });
    }
    return [...this.comms.leaks, ...findSecrets(places, Object.values(secrets))];
  }

  /** Nodes whose last status is an error. */
  ill(): string[] {
    return watchedNodes.flatMap((node) => {
      const status = this.comms.statuses.get(node) ?? 'no status';
      return /"fill":"(green|blue|grey)"|^"?\{\}/.test(status) ? [] : [`${node}: ${status}`];
    });
  }

  private async pass(front: (typeof fronts)[number]): Promise<void> {
    const { tenant } = this.scene;
    const target = this.random.pick(front.targets as [Target, ...Target[]]);
    // A token is asked for seldom: weather over it has to be called for.
    if (target === 'token') {
      tenant.revokeTokens();
      this.felt.push({ name: 'revoked', target, at: Date.now() });
    }
    this.over.set(target, front.name);
    tenant.weather(ruleFor(front, target, this.random));
    await this.waitUntilFelt(front.name, 1500);
    await delay(this.random.integer(100, 700));
    tenant.clearWeather();
    this.over.clear();
    // Thousands of requests with their headers are hundreds of megabytes in an hour.
    tenant.requests.length = 0;
    this.scene.cso.requests.length = 0;
  }

  /** What happens now and then besides weather. The second half of the time is one life, so that memory can be compared. */
  private async upheaval(step: number): Promise<void> {
    const isEarly = Date.now() < this.end - (this.options.minutes * 60_000) / 2;
    if (step % 5 === 0) this.isClockDue = true;
    if (this.isClockDue && this.isClockSeen()) this.moveClock();
    if (step % 7 === 0) await this.deploy();
    if (step % 11 === 0) await this.goDown();
    if (step % 6 === 0 && isEarly) await this.restart(step % 12 === 0 ? 'SIGTERM' : 'SIGKILL');
  }

  /**
   * Whether every poll has seen the clock as it is now, since it was started last. What is dated by a clock that was a day behind
   * while nobody looked cannot be found by any filter on dates.
   */
  private isClockSeen(): boolean {
    return clockPaths.every((path) => (this.seen.get(path) ?? 0) >= enoughToSee);
  }

  private moveClock(): void {
    const { clock } = this.scene;
    this.isClockDue = false;
    this.seen.clear();
    clock.skew = clock.skew === 0 ? skew(this.random) : 0;
    this.felt.push({ name: 'clock', target: 'all', at: Date.now() });
  }

  private async deploy(): Promise<void> {
    this.counts.deploys += 1;
    this.seen.clear();
    const type = this.random.pick(['full', 'nodes', 'flows']);
    await this.nodeRed.deploy(flowsFor(this.scene, this.counts.deploys), type as 'full');
  }

  private async goDown(): Promise<void> {
    this.felt.push({ name: 'down', target: 'all', at: Date.now() });
    await this.scene.tenant.goDown();
    await delay(this.random.integer(200, 1500));
    await this.scene.tenant.comeBack();
    this.felt.push({ name: 'down', target: 'all', at: Date.now() });
  }

  private async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (signal === 'SIGKILL') this.counts.kills += 1;
    else this.counts.restarts += 1;
    await this.nodeRed.kill(signal);
    this.seen.clear();
    this.memory.length = 0;
    if (signal === 'SIGKILL') this.ledger.beginLife();
    await this.nodeRed.start();
    this.comms.listen(this.nodeRed.url);
  }

  private async comeToRest(): Promise<void> {
    this.scene.tenant.clearWeather();
    const most = this.options.minutes < short ? toRest.short : toRest.long;
    const arrived = () => this.missing().length === 0;
    await until(arrived, most, () => `never arrived:\n${this.missing().join('\n')}\n${this.nodeRed.tail()}`);
    await until(
      () => this.ill().length === 0,
      most,
      () => `not well again:\n${this.ill().join('\n')}`,
    );
  }

  /** Waits until the weather was felt, since nobody may ask in time. */
  private async waitUntilFelt(name: string, most: number): Promise<void> {
    const before = this.felt.length;
    const isFelt = () => this.felt.slice(before).some((one) => one.name === name);
    for (const end = Date.now() + most; !isFelt() && Date.now() < end; ) await delay(20);
  }

  /** Weather is felt when it strikes, not when its last byte is gone: what it leads to comes later. */
  private feel({ weather, path }: LoggedRequest): void {
    this.counts.requests += 1;
    const target = (Object.keys(pathOf) as Target[]).find((name) => path.startsWith(pathOf[name]));
    const name = target && this.over.get(target);
    if (weather && target && name) this.felt.push({ name, target, at: Date.now() });
  }

  private weigh(): void {
    const { pid } = this.nodeRed;
    if (pid === undefined || process.platform !== 'linux') return;
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (kilobytes !== undefined) this.memory.push(Number(kilobytes));
  }
}
