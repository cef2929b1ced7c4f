import type { CoupaErrorCode } from '../../lib/base/errors';
import type { Finding } from '../../lib/base/finding';
import type { Phrase } from '../../lib/base/text/phrase';
import type { Attribute } from '../../lib/catalogue/members/attribute';
import type { Resource } from '../../lib/catalogue/resources';
import type { MisspeltScope } from '../../lib/catalogue/scopes-in';
import type { ConnectionReport, NeededScopes } from '../../lib/connection/diagnose/connection-report';
import type { ExaminationReport } from '../../lib/examine/model/report';
import type { FlowNode } from '../../lib/migrate/flow/flow-node';
import type { Leftover, Operations } from '../../lib/operations/shown';
import type { Preview, PreviewMistake } from '../../lib/poll/inspect/previewed';
import type { Trial } from '../../lib/poll/inspect/tried';
import type {
  HandledRecord,
  PollSummary,
  StatusReport,
  UndeliverableList,
  UndeliverablesReport,
} from '../../lib/poll/model/report';
import type { RecordFacts } from '../../lib/records/inspect/known-facts';
import type { RecordTrial, Rehearsal } from '../../lib/records/inspect/rehearsed';

/**
 * What the endpoints of the dialogs answer, by the path below `/coupa/`, before phrases in it are said. Both sides go by it:
 * the handlers in this folder, and what the editor asks. So it imports shapes only, and nothing that needs Node.js.
 */
export interface Answers {
  resources: { resources: readonly Resource[] };
  /** The attributes of a resource's records; for a name that is not known, the one that was probably meant. */
  attributes: { attributes: Attribute[]; meant?: string };
  /** Scopes of a text that look misspelt, and those that nodes need. */
  'check-scopes': { misspelt: MisspeltScope[] } & NeededScopes;
  'test-connection': ConnectionReport;
  'test-fleet': FleetReport;
  /** Begins an examination of the tenant: its name for `examination`. */
  examine: { examination: string };
  /** How far an examination is, in questions; at its end the report, and the same in English to be attached to an issue. */
  examination: { asked: number; of: number; report?: ExaminationReport; json?: string };
  preview: PreviewAnswer | { mistake: PreviewMistake };
  try: Trial;
  'try-cso': CsoTrial;
  'try-record': RecordTrial;
  /** What is known of the records of a resource. */
  'record-facts': RecordFacts;
  'dry-run': Rehearsal;
  /** Values that an attribute has in the tenant. */
  values: { values: string[] };
  'poll-now': Record<string, never>;
  history: HistoryAnswer;
  /** The state of all that runs. */
  operations: Operations;
  /** A command to a poll was carried out. */
  command: Record<string, never>;
  leftovers: { leftovers: readonly Leftover[] };
  'remove-leftovers': { removed: number };
  undeliverables: UndeliverableList;
  /** One of them, as it was sent last; absent where no record of its key is kept. */
  undeliverable: { record?: { topic: string; payload: unknown; coupa: object } };
  /** Several of them, those of these keys that are kept. */
  'undeliverable-records': { records: { key: string; record: unknown }[] };
  /** What somebody has sent again or dismissed, the latest first. */
  handled: { handled: HandledRecord[] };
  redeliver: UndeliverablesReport;
  dismiss: UndeliverablesReport;
  import: Imported;
}

/** What is answered instead where a tenant, a field or the number of requests made it fail. */
export interface Refusal {
  error: {
    /** `busy`: too much is being tried at once. `other`: nobody knows. */
    code: CoupaErrorCode | 'busy' | 'other';
    message: Phrase;
    /** HTTP status, where there was an answer. */
    statusCode?: number;
  };
}

/** A preview, and the site that it is for, once that is known. */
export interface PreviewAnswer extends Preview {
  origin?: string;
}

/** What was found of a fleet's engine, and who is there. */
export interface FleetReport {
  /** `Redis 7.0.15`. */
  version: string;
  /** Whether it writes each change to a log. */
  isLogged: boolean;
  /** What it does when its memory is full. */
  evictionPolicy: string;
  /** Whether nobody can read along, since the way is encrypted or does not leave this computer. */
  isEncrypted: boolean;
  /** Until it had answered. */
  milliseconds: number;
  /** Instances that were seen within the last minute. */
  instances: string[];
  /** The polls that this Node-RED runs in the fleet; `leader` is absent where nobody leads. */
  leaders: { poll: string; leader?: string }[];
}

/** The first objects of a list of CSO. */
export interface CsoTrial {
  records: { payload: unknown; id?: string | number }[];
  /** Milliseconds until the answer. */
  milliseconds: number;
}

/** What a deployed poll node did last, oldest first, and where it stands; absent where its state cannot be read. */
export interface HistoryAnswer {
  polls: readonly PollSummary[];
  state?: StatusReport;
  /** In a fleet: how the instance is called that polls. */
  leader?: string;
}

/** What the dialog shows of a configuration. Secrets are in `flow` only, where the editor needs them. */
export interface Imported {
  name: string;
  /** Key of the connector; `""` if the text does not say. */
  element: string;
  target: 'direct' | 'hub';
  /** Whether every URL in it works without the hub. */
  canBeDirect: boolean;
  /** Minutes; 0: started by hand; absent: nothing is polled. */
  interval?: number;
  /** Whether an inject node starts polls at the times that the text names. */
  isScheduled: boolean;
  /** Where notifications go; `""`: nowhere. */
  callbackUrl: string;
  /** What can be chosen, each by the name that `select` takes. */
  resources: { resource: string; url: string }[];
  /** The scopes that all this takes, separated by spaces; `""` on a hub. */
  scope: string;
  findings: Finding[];
  flow: FlowNode[];
}
