import type { Requester } from '../../../lib/ports/requester';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';

/** A node of invoices over whoever answers its requests; with `operation: "action"` it submits. It fetches no files. */
export function sessionOver(request: Requester['request'], operation: string): RecordSession {
  return new RecordSession({
    requester: { request, download: () => Promise.reject(new Error('no file is asked for')) },
    settings: readRecordSettings({ resource: 'invoices', operation, action: 'submit' }),
    copy: (message) => structuredClone(message),
    status: () => undefined,
    warn: () => undefined,
    say: String,
  });
}
