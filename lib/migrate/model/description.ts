/** How a connection signs in; the values of `coupa-config`'s `authentication`. */
export type Authentication = 'oauth2' | 'apiKey' | 'openConnectors';

/** The credentials of a `coupa-config` that a configuration can hold. */
export const credentialNames = [
  'clientId',
  'clientSecret',
  'apiKey',
  'userSecret',
  'organizationSecret',
  'elementToken',
] as const;

export type CredentialName = (typeof credentialNames)[number];

/** What a pasted configuration says, in the terms of this package's nodes. */
export interface Description {
  /** Key of the connector it was written for: `coupa`, `sageone`; `""` if it does not say. */
  element: string;
  /** Name of the instance; `""` if it has none. */
  name: string;
  tags: string[];
  connection: ConnectionDescription;
  resources: ResourceDescription[];
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

/** What becomes a `coupa-poll`; the names are those of its properties. */
export interface ResourceDescription {
  resource: string;
  url: string;
  idField: string;
  updatedDateField: string;
  updatedDateFormat: string;
  updatedDateTimezone: string;
  createdDateField: string;
  createdDateFormat: string;
  createdDateTimezone: string;
  /** Seconds. */
  createdCheckTolerance: number;
  /** Drop records whose updated date is not within the window: what makes sense of a URL that has no bound. */
  filterByUpdatedDate: boolean;
  /** Seconds. */
  overlap: number;
  pageSize: number;
  removeNulls: boolean;
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

/** An empty description: the defaults of this package. */
export function emptyDescription(): Description {
  return {
    element: '',
    name: '',
    tags: [],
    connection: { authentication: 'oauth2', siteAddress: '', scope: '', credentials: {} },
    resources: [],
    interval: 15,
    notification: { enabled: false, callbackUrl: '', headers: {}, signatureKey: '' },
  };
}
