import { type Clock, systemClock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { scopesIn } from '../../catalogue/scopes-in';
import type { RequestEvent, TokenEvent } from '../../ports/events';
import type { Answer } from '../../ports/requester';
import { Connection } from '../connection';
import { listRefusal } from '../failures/list-refusal';
import { type ConnectionSettings, readLimits } from '../settings/settings';
import {
  clockFinding,
  findingOf,
  judgeScopes,
  missingScopes,
  type Stage,
  scopesMissingFor,
} from './connection-finding';
import type { ConnectionFinding, ConnectionReport } from './connection-report';
import { hastyParts } from './hasty-parts';
import { type NodeUse, neededScopes } from './needed-scopes';

/** A list that is asked for one record, to see whether it answers. */
export interface Probe {
  /** `invoices` */
  name: string;
  /** Path and query below the site: `/api/invoices?limit=1`. */
  path: string;
  /** The scope that reads it; empty where there are none. */
  scope: string;
  /** Default `core`. `cso`: on the CSO site, with its own key. */
  api?: 'core' | 'cso';
}

/** Seconds for one request: somebody is waiting. */
const longest = 10;

/**
 * Asks a connection what somebody who sets it up wants to know: whether it signs in, whether each list answers, what its clock
 * says. Each request is made once, since somebody is watching. Never throws for what the tenant does.
 *
 * @param probes asked one after the other, until the first that fails for a reason that is everybody's.
 * @param uses what nodes do, each of whose scopes is looked for among those that the token carries.
 * @throws the signal's reason when it is aborted.
 */
export async function diagnose(
  settings: ConnectionSettings,
  probes: readonly Probe[],
  signal: AbortSignal,
  uses: readonly NodeUse[] = [],
): Promise<ConnectionReport> {
  let connection: Connection | undefined;
  try {
    const { clock, timeout } = readLimits(settings);
    const hasty = { ...settings, timeout: Math.min(timeout, longest) };
    connection = new Connection(hasty, hastyParts(clock));
    return await new Examination(connection, settings, signal).run(probes, uses);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CoupaError)) throw error;
    return { findings: [findingOf(error, 'settings', settings)], resources: [] };
  } finally {
    await connection?.close();
  }
}

/** The questions, and what is known from the answers so far. */
class Examination {
  private readonly report: ConnectionReport = { findings: [], resources: [] };
  private readonly clock: Clock;

  constructor(
    private readonly connection: Connection,
    private readonly settings: ConnectionSettings,
    private readonly signal: AbortSignal,
  ) {
    this.clock = settings.clock ?? systemClock;
    connection.telemetry.on('token', (event) => this.noteToken(event));
    connection.telemetry.on('request', (event) => this.compareClocks(event));
  }

  async run(probes: readonly Probe[], uses: readonly NodeUse[]): Promise<ConnectionReport> {
    const { proxy, scrubber } = this.connection;
    if (proxy !== undefined) this.report.proxy = proxy;
    await this.examine(probes, 'core');
    await this.examine(probes, 'cso');
    this.compareScopes(probes, uses);
    this.report.findings.push(...missingScopes(this.report.scopes, probes, this.report.findings));
    this.report.findings.push(...clockFinding(this.report.clockDifference));
    return scrubber.phrases(this.report);
  }

  /** Without a sign-in nothing is known of scopes. */
  private compareScopes(probes: readonly Probe[], uses: readonly NodeUse[]): void {
    if (this.report.token === undefined || uses.length === 0) return;
    this.report.needed = judgeScopes(neededScopes(uses).needed, probes, this.report);
    this.report.findings.push(...scopesMissingFor(this.report));
  }

  private async examine(probes: readonly Probe[], api: 'core' | 'cso'): Promise<void> {
    const own = probes.filter((probe) => (probe.api ?? 'core') === api);
    if (own.length === 0) return;
    const isSignedIn = await this.attempt('sign-in', undefined, () => this.signIn(api));
    if (isSignedIn) await this.probeAll(own);
  }

  private async signIn(api: 'core' | 'cso'): Promise<true> {
    await this.connection.signIn(api, this.signal);
    return true;
  }

  private async probeAll(probes: readonly Probe[]): Promise<void> {
    for (const probe of probes) {
      const answer = await this.attempt('resource', probe, () => this.read(probe));
      const milliseconds = answer && { milliseconds: Math.round(answer.elapsed) };
      this.report.resources.push({ name: probe.name, ok: answer !== undefined, ...milliseconds });
      if (answer === undefined && isEverybodys(this.report.findings.at(-1))) return;
    }
  }

  private async read({ name, path, api }: Probe): Promise<Answer> {
    const purpose = phrase`reading ${name}`;
    const answer = await this.connection.request({ path, api, purpose, signal: this.signal });
    const refusal = name in Object(answer.body) ? undefined : listRefusal(answer);
    if (refusal !== undefined) throw refusal;
    return answer;
  }

  private noteToken({ durationMs, expiresIn, scope }: TokenEvent): void {
    if (expiresIn === undefined) return;
    this.report.token = { milliseconds: Math.round(durationMs), expiresIn };
    if (scope === undefined) return;
    this.report.scopes = scopesIn(scope)
      .map((name) => this.connection.scrubber.text(name))
      .sort();
  }

  /** The tenant's whole seconds were true at some moment while the answer was on its way: half the way is the guess. */
  private compareClocks({ tenantTime, elapsedMs = 0 }: RequestEvent): void {
    if (tenantTime === undefined) return;
    this.report.clockDifference ??= Math.round(tenantTime + 500 - (this.clock.now() - elapsedMs / 2));
  }

  private async attempt<T>(
    stage: Stage,
    probe: Probe | undefined,
    act: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof CoupaError)) throw error;
      this.report.findings.push(findingOf(error, stage, this.settings, probe, this.report.proxy));
      return undefined;
    }
  }
}

/** Whether it makes no sense to ask the next list. */
function isEverybodys(finding: ConnectionFinding | undefined): boolean {
  return finding !== undefined && finding.kind !== 'scopeMissing' && finding.kind !== 'resourceNotFound';
}
