import { createHash } from 'node:crypto';
import type { RedisClientType } from '@redis/client';
import type { Change, GatherOrder, Kept, Refusal, Verdict } from '../engine/documents';
import type { Engine, EngineFacts } from '../engine/engine';
import type { Exchanged, ExchangeOrder } from '../engine/exchanges';
import type { Bid, Campaign, Holder, Renewal } from '../engine/leases';
import type { Recalled, Replacement } from '../engine/notes';
import type { ParkOrder, PickOrder } from '../engine/page-store';
import type { Permit, PermitOrder } from '../engine/permits';
import * as deliveryScripts from './delivery-scripts';
import { EngineLink, type EngineSettings } from './engine-link';
import { inTime } from './in-time';
import { campaignOf, exchangedOf, gatheredOf, keptOf, renewalOf } from './replies';
import type { Script } from './scripts';
import * as scripts from './scripts';

/** Milliseconds that a command may take, those aside that move documents and records: they may, as long as anything moves. */
const commandTimeoutMs = 2000;

/** It has become a replica or part of a cluster: the address may lead to another by now, which a new connection finds out. */
const isElsewhere = /READONLY|\b(?:MOVED|ASK) \d|CLUSTERDOWN/;

/** See `EngineSettings`. */
const defaultSilenceMs = 10_000;

/**
 * Redis or Valkey as an engine: each verb is one script, whose keys share one slot. What may be large has connections of its own: a
 * lease must not run out because a document is on its way before it. All lead to one server: where a master was replaced that still takes
 * itself for one, a lease at the new one would protect writes to the old one.
 */
export class RedisEngine implements Engine {
  private readonly commands: EngineLink;
  private readonly documents: EngineLink;
  private readonly records: EngineLink;

  /** @param prefix the keys' first part: `{<prefix>:<poll>}:state`. */
  constructor(
    private readonly settings: EngineSettings,
    private readonly prefix: string,
  ) {
    const { silenceMs = defaultSilenceMs } = settings;
    const reached = (server: string) => this.reached(server);
    this.commands = new EngineLink(settings, 0, reached);
    this.documents = new EngineLink(settings, silenceMs, reached);
    this.records = new EngineLink(settings, silenceMs, reached);
  }

  private get links(): EngineLink[] {
    return [this.commands, this.documents, this.records];
  }

  /** Who connected last knows where the address leads. */
  private reached(server: string): void {
    for (const link of this.links) link.dropUnlessAt(server);
  }

  async campaign(poll: string, { instance, run, leaseMs, random, witness }: Bid): Promise<Campaign> {
    const known = witness === undefined ? ['', ''] : [String(witness.at), witness.head];
    const lease = String(leaseMs === undefined ? 0 : Math.ceil(leaseMs));
    const reply = await this.run(scripts.campaign, this.keys(poll, 'state', 'lease', 'witnesses'), [
      instance,
      run,
      lease,
      random,
      ...known,
    ]);
    return campaignOf(reply);
  }

  async renew(poll: string, { instance, run, term, leaseMs }: Holder): Promise<Renewal> {
    const args = [instance, run, term, String(Math.ceil(leaseMs))];
    return renewalOf(await this.run(scripts.renew, this.keys(poll, 'state', 'lease'), args));
  }

  async resign(poll: string, term: string): Promise<void> {
    await this.run(scripts.resign, this.keys(poll, 'lease'), [term]);
  }

  async read(poll: string, term: string): Promise<Kept | 'FENCED'> {
    const keys = this.keys(poll, 'state', 'rows', 'witnesses', 'sendings', 'answers', 'records');
    return keptOf(await this.run(scripts.read, keys, [term], this.documents));
  }

  async write(poll: string, change: Change): Promise<Verdict> {
    const {
      term,
      from,
      to,
      document,
      witness = '',
      put,
      drop,
      send = [],
      dealtWith = [],
      heard = [],
      parked = [],
      frees,
    } = change;
    const pages = parked.map(({ page }) => pageKey(page));
    const keys = this.keys(poll, 'state', 'rows', 'witnesses', 'sendings', 'answers', 'records', ...pages);
    const args = [
      ...[term, from, to, document === undefined ? '0' : '1', document ?? '', witness],
      ...[drop, send, dealtWith, heard].map(({ length }) => String(length)),
      ...drop,
      ...send.flatMap(({ token, avoid = '', own = '' }) => [token, avoid, own]),
      ...dealtWith,
      ...heard,
      ...parked.flatMap(({ id, field, before, after }) => [id, String(field), before, after]),
      ...[...put].flat(),
    ];
    return (await this.run(frees ? scripts.settle : scripts.write, keys, args, this.documents)) as Verdict;
  }

  async exchange(poll: string, order: ExchangeOrder): Promise<Exchanged> {
    const { run, maxInFlight, room, deadMs, leaves = false, has, answers } = order;
    const keys = this.keys(poll, 'rows', 'sendings', 'answers', 'records', 'instances', 'watch');
    const args = [
      ...[run, String(maxInFlight), String(room), String(deadMs)],
      ...[leaves ? '1' : '0', has === undefined ? '0' : '1', String(answers.length)],
      ...answers.flatMap(({ token, answer }) => [token, answer]),
      ...(has ?? []),
    ];
    return exchangedOf(await this.run(deliveryScripts.exchange, keys, args, this.records));
  }

  async beat(poll: string, run: string): Promise<void> {
    await this.run(deliveryScripts.beat, this.keys(poll, 'instances'), [run]);
  }

  async gather(poll: string, { term, head, deadMs, count }: GatherOrder): Promise<string[] | Refusal> {
    const keys = this.keys(poll, 'state', 'rows', 'sendings', 'answers', 'records', 'instances', 'watch');
    return gatheredOf(
      await this.run(deliveryScripts.gather, keys, [term, String(deadMs), String(count), head]),
    );
  }

  async permit(limit: string, { perSecond, burst, run }: PermitOrder): Promise<Permit> {
    const args = [String(perSecond), String(burst), run];
    const reply = await this.run(scripts.permit, this.keys(limit, 'limit', 'instances'), args);
    const [waitMs = 0, pausedMs = 0, instances = 1] = (reply as unknown[]).map(Number);
    return { waitMs, pausedMs, instances };
  }

  async pause(limit: string, milliseconds: number): Promise<void> {
    await this.run(scripts.pause, this.keys(limit, 'limit'), [String(milliseconds)]);
  }

  async recall(name: string): Promise<Recalled | undefined> {
    const [text, leftMs] = (await this.run(scripts.recall, this.keys(name, 'text'), [])) as unknown[];
    return text === undefined ? undefined : { text: String(text), leftMs: Number(leftMs) };
  }

  async replace(name: string, { before, text, keptMs }: Replacement): Promise<boolean> {
    const flag = (value: string | undefined) => [value === undefined ? '0' : '1', value ?? ''];
    const args = [...flag(before), ...flag(text), String(Math.ceil(keptMs))];
    return (await this.run(scripts.replace, this.keys(name, 'text'), args)) === 1;
  }

  async post(box: string, letter: string, keptMs: number): Promise<void> {
    await this.run(scripts.post, this.keys(box, 'box'), [letter, String(Math.ceil(keptMs))]);
  }

  async collect(box: string, count = 0): Promise<string[]> {
    return ((await this.run(scripts.collect, this.keys(box, 'box'), [String(count)])) as unknown[]).map(
      String,
    );
  }

  async park(poll: string, { page, first, texts, keptMs }: ParkOrder): Promise<void> {
    const args = [String(Math.ceil(keptMs)), String(first), ...texts];
    await this.run(scripts.park, this.keys(poll, pageKey(page)), args, this.documents);
  }

  async prolong(poll: string, pages: readonly string[], keptMs: number): Promise<void> {
    await this.run(scripts.prolong, this.keys(poll, ...pages.map(pageKey)), [String(Math.ceil(keptMs))]);
  }

  async pick(poll: string, { page, names }: PickOrder): Promise<(string | undefined)[]> {
    const keys = this.keys(poll, page === undefined ? 'rows' : pageKey(page));
    const reply = (await this.run(scripts.pick, keys, [...names], this.documents)) as unknown[];
    return reply.map((text) => (text === null ? undefined : String(text)));
  }

  async examine(): Promise<EngineFacts> {
    return (await this.commands.connected()).facts;
  }

  async close(): Promise<void> {
    for (const link of this.links) link.close();
  }

  /** Braces make one slot of all keys of a name. */
  private keys(name: string, ...endings: string[]): string[] {
    return endings.map((ending) => `{${this.prefix}:${name}}:${ending}`);
  }

  private run(script: Script, keys: string[], args: string[], link = this.commands): Promise<unknown> {
    if (link !== this.commands) return this.carryOut(script, keys, args, link);
    const { clock } = this.settings;
    let asked: { client: RedisClientType; at: number } | undefined;
    const sent = (client: RedisClientType) => {
      asked = { client, at: clock.monotonic() };
    };
    const work = this.carryOut(script, keys, args, link, sent);
    return inTime(work, { clock, timeoutMs: commandTimeoutMs, name: link.name }, () => {
      // Of one that was made in most of that time nothing is known.
      if (asked !== undefined && clock.monotonic() - asked.at >= commandTimeoutMs / 2)
        link.drop(asked.client);
    });
  }

  private async carryOut(
    script: Script,
    keys: string[],
    args: string[],
    link: EngineLink,
    sent?: (client: RedisClientType) => void,
  ): Promise<unknown> {
    const { client, name } = await link.connected();
    sent?.(client);
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await client
        .sendCommand<unknown>(['EVALSHA', shaOf(script), ...rest])
        .catch((error: unknown) => {
          if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
          return client.sendCommand<unknown>(['EVAL', script.text, ...rest]);
        });
    } catch (error) {
      const failure = link.failureOf(error, { client, name });
      if (isElsewhere.test(String(error))) link.drop(client);
      throw failure;
    }
  }
}

/** Beside the rows that are made of what is in it. */
function pageKey(page: string): string {
  return `page:${page}`;
}

const shas = new WeakMap<Script, string>();

function shaOf(script: Script): string {
  const known = shas.get(script);
  if (known !== undefined) return known;
  const sha = createHash('sha1').update(script.text).digest('hex');
  shas.set(script, sha);
  return sha;
}
