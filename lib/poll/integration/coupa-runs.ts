import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { isoSeconds } from '../../dates/query-date';
import type { Answer, Requester, RequestOptions } from '../../ports/requester';
import { readPage } from '../../scan/page';
import { type RecordId, readId } from '../../scan/record-id';
import { namingScope } from '../../write/needed-scope';
import type { StoredReport, StoredRun } from '../model/integration-state';
import { externalId, failureBody, type ReportPlace, successBody } from './report-body';

/** How a run ends. */
export type RunEnd = 'success' | 'fail';

/** The lists of Coupa in which trouble with a document stands, in the order in which its documents resolve it. */
const troubleLists = ['integration_history_records', 'integration_errors'] as const;

type List = 'integration_runs' | (typeof troubleLists)[number];

/** Milliseconds by which our clock may be ahead of the tenant's where a run is looked for by when it was created. */
const clockSlackMs = 600_000;

/** Milliseconds by which what a tenant's `Date` says may be ahead of its `created-at`: both are whole seconds of several machines. */
const secondsSlackMs = 5000;

/** Records in a page of these lists. */
const pageSize = 50;

/**
 * Integration runs, history records and errors of one tenant: each request of the sequence in which Coupa's documents ("Invoices
 * integration into your ERP", "PO's and PO changes integration into your ERP") want them.
 */
export class CoupaRuns {
  /** The verb that creates reports. One of the documents has PUT for it, the other one and the Swagger files have POST. */
  private verb: 'POST' | 'PUT' = 'POST';

  constructor(
    private readonly requester: Requester,
    private readonly documentType: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Opens a run, which is `pending` from then on. @throws {CoupaError} */
  async open(code: string): Promise<RecordId> {
    const purpose = phrase`opening a run of the integration "${code}" in Coupa`;
    const path = '/api/integration_runs';
    const { body, statusCode } = await this.ask({
      method: 'POST',
      path,
      body: { integration: { code } },
      purpose,
    });
    const id = idIn(body);
    if (id !== undefined) return id;
    throw new CoupaError('COUPA_RESPONSE', phrase`${purpose.atStart()}: the answer names no id of the run.`, {
      statusCode,
      outcome: 'unknown',
    });
  }

  /**
   * A run that was opened by a request whose answer was lost: the only one that was created since, has not begun, and is not
   * `known` to be another. `undefined`: there is none, or nobody can tell which it is; one too many is cheaper than a shared one.
   */
  async findOpened(
    { code, begunAt, notBefore }: StoredRun,
    known: ReadonlySet<string>,
  ): Promise<RecordId | undefined> {
    const since = notBefore === undefined ? begunAt - clockSlackMs : notBefore - secondsSlackMs;
    const runs = await this.list(
      'integration_runs',
      [
        `integration[code]=${encodeURIComponent(code)}`,
        'status=pending',
        `created-at[gt_or_eq]=${encodeURIComponent(isoSeconds(since))}`,
      ],
      phrase`looking for an open run of the integration "${code}" in Coupa`,
    );
    const candidates = runs.map(idIn).filter((id) => id === undefined || !known.has(String(id)));
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  /** It is `running` from then on. `total`: how many records it has, where that is known. @throws {CoupaError} */
  start(id: RecordId, total: number | undefined): Promise<void> {
    const body = total === undefined ? {} : { total_records: total };
    return this.move(id, 'run', body, phrase`starting the integration run ${id} in Coupa`);
  }

  /** @throws {CoupaError} */
  end(id: RecordId, how: RunEnd): Promise<void> {
    return this.move(id, how, undefined, phrase`ending the integration run ${id} in Coupa`);
  }

  /** Resolves what Coupa still holds against a document, in this integration. @throws {CoupaError} */
  async resolveEarlier({ document }: StoredReport, code: string): Promise<void> {
    const purpose = phrase`resolving earlier integration errors of ${this.documentType} ${document} in Coupa`;
    for (const list of troubleLists) {
      for (const trouble of await this.list(list, this.unresolved(document), purpose)) {
        const id = idIn(trouble);
        if (id === undefined || isOfAnother(trouble, code)) continue;
        const path = `/api/${list}/${encodeURIComponent(id)}/resolve`;
        await this.ask({ method: 'PUT', path, purpose, repeatable: true });
      }
    }
  }

  /** Tells that a document was delivered, or given up, which mails the integration's contacts. @throws {CoupaError} */
  async report(report: StoredReport, run: ReportPlace['run']): Promise<void> {
    const { documentType } = this;
    const { path, body } =
      report.failure === undefined
        ? { path: '/api/integration_history_records', body: successBody(report, { run, documentType }) }
        : { path: '/api/integration_errors/create_alert', body: failureBody(report, { run, documentType }) };
    await this.create(
      path,
      body,
      phrase`reporting ${documentType} ${report.document} to the integration "${run.code}" in Coupa`,
    );
  }

  /** Whether a report was made by a request whose answer was lost. @throws {CoupaError} */
  async wasReported(report: StoredReport, run: ReportPlace['run']): Promise<boolean> {
    const list = report.failure === undefined ? 'integration_history_records' : 'integration_errors';
    const wanted = externalId(report, run);
    const found = await this.list(
      list,
      [`external-id=${encodeURIComponent(wanted)}`],
      phrase`looking for an earlier report of ${this.documentType} ${report.document} in Coupa`,
    );
    return found.some((record) => record['external-id'] === wanted);
  }

  /** Moves a run on. One that is there already was moved by a request whose answer was lost. */
  private async move(
    id: RecordId,
    action: 'run' | RunEnd,
    body: object | undefined,
    purpose: Phrase,
  ): Promise<void> {
    const path = `/api/integration_runs/${encodeURIComponent(id)}`;
    try {
      await this.ask({ method: 'PUT', path: `${path}/${action}`, body, purpose, repeatable: true });
    } catch (error) {
      if (!(error instanceof CoupaError) || error.code !== 'COUPA_VALIDATION') throw error;
      const { body: run } = await this.ask({ path, purpose });
      if (!isJsonObject(run) || !statusesAfter[action].includes(String(run['status']))) throw error;
    }
  }

  /** A tenant that does not know one of the two verbs is asked with the other, from then on. */
  private async create(path: string, body: object, purpose: Phrase): Promise<void> {
    const { verb } = this;
    try {
      await this.ask({ method: verb, path, body, purpose });
    } catch (error) {
      if (!isUnknownRoute(error)) throw error;
      const method = verb === 'POST' ? 'PUT' : 'POST';
      await this.ask({ method, path, body, purpose, repeatable: false }).catch((second: unknown) => {
        throw isUnknownRoute(second) ? error : second;
      });
      this.verb = method;
    }
  }

  private unresolved(document: RecordId): string[] {
    return [
      'resolved=false',
      `document-type=${encodeURIComponent(this.documentType)}`,
      `document-id=${encodeURIComponent(document)}`,
    ];
  }

  /** All records of a list that fit, page by page. */
  private async list(list: List, conditions: readonly string[], purpose: Phrase): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    for (let after: RecordId | undefined; ; ) {
      const paging = [`limit=${pageSize}`, 'order_by=id', 'dir=asc'];
      if (after !== undefined) paging.push(`id[gt]=${encodeURIComponent(after)}`);
      const path = `/api/${list}?${[...conditions, ...paging].join('&')}`;
      const { records } = readPage(await this.ask({ path, purpose }));
      const known = new Set(found.map(idIn));
      const further = records.filter(isJsonObject).filter((record) => !known.has(idIn(record)));
      found.push(...further);
      after = idIn(further.at(-1));
      // A tenant may cap pages below what was asked for; these lists are short, and what is left is found the next time.
      if (after === undefined || records.length < pageSize) return found;
    }
  }

  private async ask(options: RequestOptions): Promise<Answer> {
    try {
      return await this.requester.request({ ...options, priority: 'background', signal: this.signal });
    } catch (error) {
      const operation = options.method === undefined ? 'list' : 'update';
      throw namingScope(error, 'integration_runs', operation);
    }
  }
}

/** The statuses in which a run is once it was moved: Coupa names `pending`, `successful` and `failed`. */
const statusesAfter: Readonly<Record<'run' | RunEnd, readonly string[]>> = {
  run: ['running', 'run', 'successful', 'failed'],
  success: ['successful', 'success'],
  fail: ['failed', 'fail'],
};

function idIn(value: unknown): RecordId | undefined {
  return isJsonObject(value) ? readId(value['id']) : undefined;
}

/** Trouble of another integration is not solved by this one. Where Coupa does not say whose it is, it is the document's. */
function isOfAnother({ integration }: JsonObject, code: string): boolean {
  const whose = isJsonObject(integration) ? integration['code'] : undefined;
  return whose !== undefined && whose !== null && whose !== code;
}

function isUnknownRoute(error: unknown): boolean {
  return error instanceof CoupaError && (error.statusCode === 404 || error.statusCode === 405);
}
