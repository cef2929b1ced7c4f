import { createHash } from 'node:crypto';
import type { RecordId } from '../../scan/record-id';
import type { StoredReport, StoredRun } from '../model/integration-state';

/** What a report is about: its run is known to Coupa. */
export interface ReportPlace {
  run: Pick<StoredRun, 'poll' | 'code'> & { id: RecordId };
  /** The class of the document: `InvoiceHeader`. */
  documentType: string;
}

/** Characters of an `external-id`, as release 39 declares it. */
const longestExternalId = 255;

/**
 * The body of a history record of a success, as Coupa's documents of the orchestration of invoices and orders have it; the
 * `external-id` is ours.
 */
export function successBody(report: StoredReport, place: ReportPlace): object {
  const { code, id } = place.run;
  return {
    ...documentOf(report, place),
    status: 'Success',
    integration: { code },
    'integration-run': { id },
    responses: [{ 'response-code': 'Success', 'response-message': 'Delivered' }],
    'external-id': externalId(report, place.run),
  };
}

/**
 * The body of an error. The documents name its run as `integration-run-id`, a text; the Swagger files require
 * `integration-run`. Both are declared, so both are sent.
 */
export function failureBody(report: StoredReport, place: ReportPlace): object {
  const { code, id } = place.run;
  return {
    ...documentOf(report, place),
    status: 'Error',
    integration: { code },
    'integration-run': { id },
    'integration-run-id': String(id),
    responses: [{ 'response-code': 'Failure', 'response-message': report.failure ?? '' }],
    'external-id': externalId(report, place.run),
  };
}

/** By what a report is found that may have been made: nothing else of it is ours alone. */
export function externalId({ key }: StoredReport, { poll }: Pick<StoredRun, 'poll'>): string {
  const whole = `${poll}:${key}`;
  if (whole.length <= longestExternalId) return whole;
  return `${poll}:${createHash('sha256').update(key).digest('hex')}`;
}

/** Coupa: the contacts that are mailed are those of this type; `Functional` is what its documents send. */
function documentOf({ document, status }: StoredReport, { documentType }: ReportPlace): object {
  return {
    'document-type': documentType,
    'document-id': document,
    ...(status !== undefined && { 'document-status': status }),
    'contact-alert-type': 'Functional',
  };
}
