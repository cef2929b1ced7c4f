import type { Stored } from '../../base/options/option';
import type { Authentication } from '../../connection/address/site-address';
import type { CredentialName } from '../../connection/settings/credential-names';
import { connectionOptions } from '../../connection/settings/options';
import { pollOptions } from '../../poll/model/options';
import type { ExportDescription } from './export-description';

/** What a pasted configuration says, in the terms of this package's nodes. */
export interface Description {
  /** Key of the connector it was written for: `coupa`, `sageone`; `""` if it does not say. */
  element: string;
  /** Name of the instance; `""` if it has none. */
  name: string;
  tags: string[];
  connection: ConnectionDescription;
  resources: ResourceDescription[];
  /** What writes to Coupa. */
  exports: ExportDescription[];
  /** Minutes between the starts of two polls; `0`: only when a message asks for it. */
  interval: number;
  notification: NotificationDescription;
}

/** What becomes a `coupa-config`. */
export interface ConnectionDescription {
  authentication: Authentication;
  /** The tenant's address, or the hub's base up to `/elements/api-v2`; `""`: to be typed in. */
  siteAddress: string;
  /** OAuth scopes, separated by spaces. */
  scope: string;
  /** Only what was really in the text; never a stand-in such as `xxxx`. */
  credentials: Partial<Record<CredentialName, string>>;
}

/** The properties of a `coupa-poll` that every configuration says something of, if only that it is as by default. */
export const describedProperties = [
  'resource',
  'url',
  'idField',
  'updatedDateField',
  'updatedDateFormat',
  'updatedDateTimezone',
  'createdDateField',
  'createdDateFormat',
  'createdDateTimezone',
  'createdCheckTolerance',
  'filterByUpdatedDate',
  'overlap',
  'pageSize',
  'removeNulls',
] as const satisfies (keyof typeof pollOptions)[];

/** What becomes a `coupa-poll`; durations in seconds. */
export interface ResourceDescription
  extends Pick<Stored<typeof pollOptions>, (typeof describedProperties)[number]> {
  /** What the node is called; absent: after its resource. */
  name?: string;
  /** Where the first poll begins, ISO 8601; absent: at the first deploy. */
  startDate?: string;
  /** When an inject node starts its polls, as cron says it; absent: by the interval, or by hand. */
  crontab?: string;
  /** It was switched off where it comes from; absent: it was not. */
  disabled?: true;
}

/** Where the events of an instance went. */
export interface NotificationDescription {
  /** `event.notification.enabled`. */
  enabled: boolean;
  /** `""`: nowhere, records stay in the flow. */
  callbackUrl: string;
  headers: Record<string, string>;
  /** Signs the notifications; `""`: they are not signed. */
  signatureKey: string;
}

/** Whether there is nothing in it to make a flow of. */
export function isEmpty({ resources, exports }: Description): boolean {
  return resources.length === 0 && exports.length === 0;
}

/** An empty description: the defaults of this package. */
export function emptyDescription(): Description {
  return {
    element: '',
    name: '',
    tags: [],
    connection: {
      authentication: connectionOptions.authentication.default,
      siteAddress: '',
      scope: '',
      credentials: {},
    },
    resources: [],
    exports: [],
    interval: pollOptions.interval.default,
    notification: { enabled: false, callbackUrl: '', headers: {}, signatureKey: '' },
  };
}
