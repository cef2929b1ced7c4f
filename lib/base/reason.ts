/**
 * Why something failed, for the code that has to do something about it. It is set where the failure is understood, and asked by
 * its `kind`, so that nobody has to read it out of a sentence again.
 *
 * Some of it flows see as well, in `details`: `factsOf` says what.
 */
export type Reason =
  | SettingReason
  | NetworkReason
  | StatusReason
  | RedirectReason
  | RefusalReason
  | BodyReason
  | EditorReason
  | { readonly kind: PlainReason };

/** A property of a node cannot work as it is written, or is empty. */
export interface SettingReason {
  readonly kind: 'setting';
  /** Its name, as flows store it: `siteAddress`. Absent where only whoever asked knows which one it is. */
  readonly property?: string;
  /** Nothing is there. */
  readonly missing?: boolean;
  /** First character in the text that is wrong, from 0. */
  readonly position?: number;
  /** Characters from there on that are wrong. */
  readonly length?: number;
}

/** No answer came, or none that is HTTP. */
export interface NetworkReason {
  readonly kind: 'network';
  readonly problem: NetworkProblem;
}

/** Where on the way to a tenant a request got stuck. */
export type NetworkProblem =
  | 'proxyLogin'
  | 'proxyRefused'
  | 'hostNotFound'
  | 'certificate'
  | 'notTls'
  | 'unreachable'
  | 'headersTooLarge'
  | 'notHttp'
  | 'lost';

/**
 * A whole answer outside 2xx.
 *
 * | kind | what it is |
 * | --- | --- |
 * | `status` | what its status says |
 * | `blocked` | a web page where the API answers nothing of the kind: a firewall, a proxy or the like let nothing through |
 */
export interface StatusReason {
  readonly kind: 'status' | 'blocked';
  /** The tenant's own messages, without secrets. Absent where there are none. */
  readonly messages?: readonly string[];
}

/** The tenant names another address instead of answering. */
export interface RedirectReason {
  readonly kind: 'redirected';
  /** Whether that looks like a login page. */
  readonly toLogin: boolean;
}

/**
 * The tenant says no, whatever the status.
 *
 * | kind | what it refused |
 * | --- | --- |
 * | `scopesRefused` | a sign-in, because of the scopes that were asked for |
 * | `secretRefused` | a sign-in, because of the client's id or secret |
 * | `refusal` | what was asked for, by the body of an answer with status 2xx |
 */
export interface RefusalReason {
  readonly kind: 'scopesRefused' | 'secretRefused' | 'refusal';
  /** Its own messages, without secrets. Absent where there are none. */
  readonly messages?: readonly string[];
}

/** An answer with status 2xx, or what there was of it, that cannot be used. */
export interface BodyReason {
  readonly kind: 'body';
  readonly fault: BodyFault;
}

/**
 * | fault | what it is |
 * | --- | --- |
 * | `tooLarge` | it has more bytes than are allowed |
 * | `fileTooLarge` | it is a file of more bytes than are allowed |
 * | `noFile` | it is empty, or JSON, where a file was asked for |
 * | `broken` | its compression is broken, or cut short |
 * | `undeclared` | it is neither a text nor what its content encoding says |
 * | `webPage`, `xml` | HTML or XML where JSON was asked for |
 * | `notJson` | it is no whole JSON |
 * | `excessive` | its JSON is deeper, or has more in it, than anybody could hold (`json-limits`) |
 */
export type BodyFault =
  | 'tooLarge'
  | 'fileTooLarge'
  | 'noFile'
  | 'broken'
  | 'undeclared'
  | 'webPage'
  | 'xml'
  | 'notJson'
  | 'excessive';

/** A dialog has to do something before what it shows can be tried; `kind` is what. */
export interface EditorReason {
  readonly kind: 'retypeSecret' | 'deployFirst';
}

/**
 * What needs no further word.
 *
 * | kind | what happened |
 * | --- | --- |
 * | `timeout` | no whole answer within the time allowed |
 * | `noToken` | a sign-in was answered with status 2xx and no token |
 * | `notCoupa` | the host has no `/oauth2/token` |
 * | `interrupted` | a command or a deploy ended it: nothing is wrong |
 */
export type PlainReason = 'timeout' | 'noToken' | 'notCoupa' | 'interrupted';

/** What `details` of an error shows of its reason; `undefined` where nothing. */
export function factsOf(reason: Reason): object | undefined {
  switch (reason.kind) {
    case 'setting':
      return without(reason);
    case 'status':
    case 'scopesRefused':
    case 'secretRefused':
    case 'refusal':
      return reason.messages && without(reason);
    case 'blocked':
      return { ...without(reason), blocked: true };
    case 'body':
      return reason.fault === 'noFile' ? { noFile: true } : undefined;
    case 'retypeSecret':
    case 'deployFirst':
      return { finding: reason.kind };
    default:
      return undefined;
  }
}

function without({ kind: _, ...facts }: Reason): object {
  return facts;
}
