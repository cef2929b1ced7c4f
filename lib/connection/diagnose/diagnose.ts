import { pause } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { Scrubber } from '../../base/secrets/scrub';
import { phrase } from '../../base/text/phrase';
import { scopesIn } from '../../catalogue/scopes-in';
import { resolvePath } from '../address/resolve-path';
import { readCsoAddress, readSiteAddress } from '../address/site-address';
import { credential, keyHeaders } from '../auth/authorization';
import { signIn } from '../auth/sign-in';
import { listRefusal } from '../failures/list-refusal';
import { readAnswer } from '../failures/read-answer';
import { AttemptFailed, type Errand } from '../retry/attempt';
import { type ConnectionSettings, readLimits, secretsOf } from '../settings/settings';
import { createDispatchers, type Dispatchers } from '../wire/dispatcher';
import { exchange, type Wire, type WireAnswer } from '../wire/exchange';
import { clockFinding, findingOf, missingScopes, type Stage } from './connection-finding';
import type { ConnectionFinding, ConnectionReport } from './connection-report';

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

/** Milliseconds within which Coupa may refuse a token that it has just given. */
const fresh = 6_000;

/**
 * Looks at a connection from outside: signs in, asks each list for a record, compares clocks. Each request is made once,
 * without the patience of a `Connection`, since somebody is watching. Never throws for what the tenant does.
 *
 * @param probes asked one after the other, until the first that fails for a reason that is everybody's.
 * @throws the signal's reason when it is aborted.
 */
export async function diagnose(
  settings: ConnectionSettings,
  probes: readonly Probe[],
  signal: AbortSignal,
): Promise<ConnectionReport> {
  let examination: Examination | undefined;
  try {
    examination = new Examination(settings);
    return await examination.run(probes, signal);
  } catch (error) {
    signal.throwIfAborted();
    const finding = findingOf(asCoupaError(error), 'settings', settings);
    return { findings: [finding], resources: [] };
  } finally {
    await examination?.close();
  }
}

class Examination {
  private readonly base: URL;
  private readonly dispatchers: Dispatchers;
  private readonly wire: Wire;
  private readonly report: ConnectionReport = { findings: [], resources: [] };
  private signedInAt = 0;

  constructor(private readonly settings: ConnectionSettings) {
    this.base = readSiteAddress(settings.siteAddress, settings.authentication);
    const limits = readLimits(settings);
    const timeout = Math.min(limits.timeout, longest);
    this.dispatchers = createDispatchers(settings, 1, timeout * 1000);
    const scrubber = new Scrubber([...secretsOf(settings), ...this.dispatchers.secrets]);
    this.wire = { ...limits, timeout, dispatchers: this.dispatchers, scrubber };
  }

  async run(probes: readonly Probe[], signal: AbortSignal): Promise<ConnectionReport> {
    const proxy = this.dispatchers.proxyFor(this.base);
    if (proxy !== undefined) this.report.proxy = proxy;
    await this.examine(probes, 'core', signal);
    await this.examine(probes, 'cso', signal);
    this.report.findings.push(...missingScopes(this.report.scopes, probes, this.report.findings));
    this.report.findings.push(...clockFinding(this.report.clockDifference));
    return this.wire.scrubber.phrases(this.report);
  }

  close(): Promise<void> {
    return this.dispatchers.destroy();
  }

  private async examine(probes: readonly Probe[], api: 'core' | 'cso', signal: AbortSignal): Promise<void> {
    const own = probes.filter((probe) => (probe.api ?? 'core') === api);
    if (own.length === 0) return;
    const headers = await this.attempt('sign-in', undefined, () => this.authorize(api, signal));
    if (headers !== undefined) await this.probeAll(own, headers, signal);
  }

  private async authorize(api: 'core' | 'cso', signal: AbortSignal): Promise<Record<string, string>> {
    const keys = keyHeaders(this.settings, api);
    if (keys !== undefined) return keys;
    const { credentials, scope = '' } = this.settings;
    const clientId = credential(credentials, 'clientId');
    const clientSecret = credential(credentials, 'clientSecret');
    const start = this.wire.clock.monotonic();
    const token = await signIn(this.wire, { site: this.base, clientId, clientSecret, scope }, signal);
    this.signedInAt = this.wire.clock.monotonic();
    this.report.token = { milliseconds: Math.round(this.signedInAt - start), expiresIn: token.expiresIn };
    if (token.scope !== undefined)
      this.report.scopes = scopesIn(token.scope)
        .map((name) => this.wire.scrubber.text(name))
        .sort();
    return { authorization: `Bearer ${token.value}` };
  }

  private async probeAll(
    probes: readonly Probe[],
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    for (const probe of probes) {
      const answer = await this.attempt('resource', probe, () => this.read(probe, headers, signal));
      const milliseconds = answer && { milliseconds: Math.round(answer.elapsed) };
      this.report.resources.push({ name: probe.name, ok: answer !== undefined, ...milliseconds });
      if (answer === undefined && isEverybodys(this.report.findings.at(-1))) return;
    }
  }

  private async read(
    probe: Probe,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<WireAnswer> {
    const { api = 'core' } = probe;
    const base = api === 'core' ? this.base : readCsoAddress(this.settings.csoAddress, this.base);
    const url = resolvePath(base, probe.path);
    const purpose = phrase`reading ${probe.name}`;
    const errand: Errand = { purpose, host: url.host, api, method: 'GET', path: url.pathname };
    for (;;) {
      const answer = await exchange(this.wire, { url, method: 'GET', headers, errand }, signal);
      this.compareClocks(answer);
      if (answer.statusCode !== 401 || !this.isFresh()) {
        const body = readAnswer(answer, errand, this.wire.scrubber, this.wire.clock.now());
        const refusal = probe.name in Object(body) ? undefined : listRefusal({ ...answer, body });
        if (refusal !== undefined) throw refusal;
        return answer;
      }
      await pause(this.wire.clock, 1000, signal);
    }
  }

  private isFresh(): boolean {
    return this.report.token !== undefined && this.wire.clock.monotonic() - this.signedInAt < fresh;
  }

  /** The tenant's whole seconds were true at some moment while the answer was on its way: half the way is the guess. */
  private compareClocks({ date, elapsed }: WireAnswer): void {
    if (date === undefined) return;
    this.report.clockDifference ??= Math.round(date + 500 - (this.wire.clock.now() - elapsed / 2));
  }

  private async attempt<T>(
    stage: Stage,
    probe: Probe | undefined,
    act: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof AttemptFailed) && !(error instanceof CoupaError)) throw error;
      const finding = findingOf(asCoupaError(error), stage, this.settings, probe, this.report.proxy);
      this.report.findings.push(finding);
      return undefined;
    }
  }
}

/** Whether it makes no sense to ask the next list. */
function isEverybodys(finding: ConnectionFinding | undefined): boolean {
  return finding !== undefined && finding.kind !== 'scopeMissing' && finding.kind !== 'resourceNotFound';
}

function asCoupaError(error: unknown): CoupaError {
  if (error instanceof AttemptFailed) return error.error;
  if (error instanceof CoupaError) return error;
  throw error;
}
