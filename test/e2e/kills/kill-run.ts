import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../simulator/random';
import { type LoggedRequest, Tenant } from '../../simulator/tenant';
import { type NodeRed, type PlatformName, startNodeRed } from '../harness/node-red';
import {
  type Caught,
  caughtIn,
  lastVersions,
  type Receipt,
  receiptIn,
  strangeErrors,
  versionOf,
} from '../harness/receipts';
import { filesBelow, findSecrets } from '../harness/secrets';
import { until } from '../harness/until';
import { type Damage, type DamageKind, damage, damageKinds, isStillThere } from './damage';
import { flowsFor, type PollName, pollNames, polls, secret } from './flows';

/** What is done to a Node-RED. */
export interface KillOptions {
  platform: PlatformName;
  kills: number;
  /** Decides when it is killed and what is damaged. */
  seed: number;
  /** Share of the restarts before which files are damaged, from 0 to 1. */
  damages: number;
}

/** In which life of the process something was printed: 0 before the first kill. */
interface Lived {
  life: number;
}

interface Death {
  /** Epoch milliseconds. */
  at: number;
  /** Lines printed until then. */
  lines: number;
}

/** A damage, and the lives that began with it: more than one if the process died before it had written the file anew. */
interface Suffered extends Damage {
  node: string;
  lives: { first: number; last: number };
}

/** When in its life the process is killed. */
type Moment = 'any' | 'first request' | 'sending';

/** A real Node-RED that is killed again and again while its tenant changes, and its files damaged in between. */
export class KillRun {
  static async start(options: KillOptions): Promise<KillRun> {
    const tenant = await Tenant.start({ rateLimit: false, clientSecret: secret });
    const dayAgo = { createdAt: Date.now() - 86_400_000 };
    for (const resource of Object.values(polls)) tenant.resource(resource).createMany(300, {}, dayAgo);
    const nodeRed = await startNodeRed({ platform: options.platform, flows: flowsFor(tenant) });
    return new KillRun(options, tenant, nodeRed);
  }

  readonly damages: Suffered[] = [];
  /** Until everything had arrived. */
  receipts: (Receipt & Lived)[] = [];
  caught: (Caught & Lived)[] = [];
  private readonly random: Random;
  private readonly deaths: Death[] = [];
  /** Lists that were asked for since the last start, and how many requests there were. */
  private readonly asked = new Set<string>();
  private requests = 0;
  private linesRead = 0;
  /** When the tenant began to change. Epoch milliseconds. */
  private begunAt = 0;
  private wasReset = false;
  private readonly arrived = new Set<string>();

  private constructor(
    private readonly options: KillOptions,
    private readonly tenant: Tenant,
    readonly nodeRed: NodeRed,
  ) {
    this.random = new Random(options.seed);
    tenant.on('received', ({ path }: LoggedRequest) => {
      this.asked.add(path);
      this.requests += 1;
    });
  }

  /** Kills it as often as was asked for, lets the tenant come to rest, and waits until everything has arrived. */
  async run(): Promise<void> {
    await this.allArrive(['sending', 'acknowledged']);
    await this.waitForLists();
    this.begunAt = Date.now();
    this.tenant.startChanging({ perSecond: 40, resources: Object.values(polls) });
    for (let kill = 0; kill < this.options.kills; kill += 1) await this.killOnce();
    this.tenant.stopChanging();
    await this.allArrive(['sending', 'acknowledged']);
    this.readLog();
    // What a node that lost its position tells its user to do.
    this.wasReset = this.lostPosition();
    if (this.wasReset) await this.nodeRed.inject('reset');
    await this.allArrive(['fromNow']);
  }

  async close(): Promise<void> {
    await this.nodeRed.stop();
    await this.tenant.close();
  }

  /** Last versions that never arrived. */
  missing(): string[] {
    return pollNames.flatMap((name) => this.missingOf(name));
  }

  /**
   * Repeats that no law allows: a save begins a second after the one before, or up to ten on a machine so busy that saving takes long, and
   * what it holds is on disk a moment later. A page counts as read when all of it was sent, and up to four are read at once. A damaged file takes the memory of
   * what was sent with it.
   */
  unlawfulRepeats(): string[] {
    const last = new Map<string, Receipt & Lived>();
    return this.receipts.flatMap((receipt) => {
      const before = last.get(versionOf(receipt));
      last.set(versionOf(receipt), receipt);
      if (before === undefined || this.mayComeAgain(before, receipt)) return [];
      return [`${JSON.stringify(before)} again in life ${receipt.life}`];
    });
  }

  /** Records of which an older version came after a newer one. */
  disorder(): string[] {
    const last = new Map<string, Receipt & Lived>();
    return this.receipts.flatMap((receipt) => {
      const record = `${receipt.topic}:${receipt.id}`;
      const before = last.get(record);
      last.set(record, receipt);
      if (before === undefined || before.life !== receipt.life) return [];
      return Date.parse(receipt.updatedAt) >= Date.parse(before.updatedAt) ? [] : [`${record} went back`];
    });
  }

  /** Damages that no life which suffered from them told. */
  untold(): string[] {
    return this.damages
      .filter(({ kind }) => kind !== 'litter')
      .filter((one) => !this.caught.some((error) => tells(error, one)))
      .map((one) => {
        const told = this.caught.filter(({ node }) => node === one.node);
        return `${one.node} in life ${one.lives.first} to ${one.lives.last}: ${one.what}; told ${JSON.stringify(told)}`;
      });
  }

  /** Errors that tell of nothing that has happened, and lines of the log that look like an error nobody caught. */
  falselyTold(): string[] {
    const untrue = this.caught.filter(
      (error) => !this.damages.some((one) => one.kind !== 'litter' && tells(error, one)),
    );
    return [...untrue.map((error) => JSON.stringify(error)), ...strangeErrors(this.nodeRed)];
  }

  /** Where a secret stands that must not. */
  leaks(): string[] {
    const log = { name: 'the log', text: this.nodeRed.log.join('\n') };
    return findSecrets([...filesBelow(this.nodeRed.userDir), log], [secret]);
  }

  private async killOnce(): Promise<void> {
    await this.momentToDie(this.random.pick<Moment>(['any', 'any', 'first request', 'sending']));
    const death = { at: Date.now(), lines: Number.NaN };
    this.deaths.push(death);
    await this.nodeRed.kill('SIGKILL');
    death.lines = this.nodeRed.log.length;
    for (const one of this.damages) {
      if (one.lives.last === this.life() - 1 && isStillThere(one)) one.lives.last += 1;
    }
    if (this.random.next() < this.options.damages) this.damageFiles();
    this.asked.clear();
    this.requests = 0;
    await this.nodeRed.start();
  }

  /** By what it has done, since a machine may be so busy that it does nothing in any time that is short on another. */
  private async momentToDie(moment: Moment): Promise<void> {
    if (moment === 'first request') return this.waitForLists();
    if (moment === 'any') {
      const wanted = this.random.integer(-8, 30);
      await this.untilReceived(() => this.requests >= wanted);
      return delay(this.random.integer(0, 150));
    }
    const wanted = this.nodeRed.log.length + this.random.integer(1, 60);
    // One whose lists are read does not print so much.
    await this.nodeRed.waitUntil('messages', (log) => log.length >= wanted, 20_000).catch(() => undefined);
  }

  /** Looked at whenever the tenant was asked for something. */
  private untilReceived(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!isSo()) return;
        this.tenant.off('received', check);
        resolve();
      };
      this.tenant.on('received', check);
      check();
    });
  }

  /** Every poll has read its position and asks for its list: nothing was sent yet, and nothing saved. */
  private waitForLists(): Promise<void> {
    return this.untilReceived(() =>
      Object.values(polls).every((resource) => this.asked.has(`/api/${resource}`)),
    );
  }

  private damageFiles(): void {
    const healthy = pollNames.filter(
      (node) => !this.damages.some((one) => one.node === node && one.lives.last >= this.life()),
    );
    for (const node of healthy) {
      if (this.random.integer(1, 3) === 3) continue;
      const [first, ...others] = damageKinds;
      const kind = this.random.pick<DamageKind>([first, ...others]);
      const done = damage(join(this.nodeRed.userDir, 'coupa', `${node}.json`), kind, this.random);
      const life = this.life();
      if (done !== undefined) this.damages.push({ ...done, node, lives: { first: life, last: life } });
    }
  }

  private life(): number {
    return this.deaths.length;
  }

  private lostPosition(): boolean {
    return this.caught.some(({ node, text }) => node === 'fromNow' && text.includes('"reset"'));
  }

  private async allArrive(names: PollName[]): Promise<void> {
    const missing = () => names.flatMap((name) => this.missingOf(name));
    await until(
      () => missing().length === 0,
      120_000,
      () => `${missing().length} versions of ${names} have not arrived.\n${this.nodeRed.tail()}`,
    );
  }

  private missingOf(name: PollName): string[] {
    const { log } = this.nodeRed;
    for (; this.linesRead < log.length; this.linesRead += 1) {
      const receipt = receiptIn(log[this.linesRead] ?? '');
      if (receipt) this.arrived.add(versionOf(receipt));
    }
    const collection = this.tenant.resource(polls[name]);
    // What was there before its first poll is none of its business, unless it was told to begin anew.
    const since = name === 'fromNow' && !this.wasReset ? this.begunAt : 0;
    return lastVersions(collection, polls[name], since).filter((one) => !this.arrived.has(one));
  }

  private readLog(): void {
    const lifeOf = (index: number) => this.deaths.filter(({ lines }) => lines <= index).length;
    this.nodeRed.log.forEach((line, index) => {
      const receipt = receiptIn(line);
      const caught = caughtIn(line);
      if (receipt) this.receipts.push({ ...receipt, life: lifeOf(index) });
      if (caught) this.caught.push({ ...caught, life: lifeOf(index) });
    });
  }

  private mayComeAgain(before: Receipt & Lived, after: Receipt & Lived): boolean {
    const node = pollNames.find((name) => polls[name] === after.topic);
    const forgot = this.damages.some(
      ({ node: damaged, lives }) =>
        damaged === node && lives.first > before.life && lives.first <= after.life,
    );
    if (forgot) return true;
    const death = this.deaths[before.life];
    if (before.life === after.life || death === undefined) return false;
    if (before.at >= death.at - 12_000) return true;
    const later = this.receipts.filter(
      ({ life, topic, at }) => life === before.life && topic === before.topic && at > before.at,
    );
    return later.length < 4 * 50;
  }
}

function tells({ node, code, text, life }: Caught & Lived, { node: damaged, lives }: Suffered): boolean {
  return (
    node === damaged &&
    (code === 'COUPA_STATE' || code === '') &&
    /damaged|later version/.test(text) &&
    life >= lives.first &&
    life <= lives.last
  );
}
