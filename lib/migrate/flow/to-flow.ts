import type { Finding } from '../../base/finding';
import { storedDefaults } from '../../base/options/read-options';
import { phrase, type Say } from '../../base/text/phrase';
import { connectionOptions } from '../../connection/settings/options';
import { instanceVariables } from '../../hub/instance-variables';
import { pollOptions } from '../../poll/model/options';
import type { Description, ResourceDescription } from '../model/description';
import { exportKeys } from '../model/export-keys';
import { resourceKeys } from '../model/resource-keys';
import { flowComment } from './flow-comment';
import { flowExports } from './flow-exports';
import { flowIds } from './flow-ids';
import type { FlowNode } from './flow-node';
import { flowStarters } from './flow-starters';
import { plainMarkdown } from './plain-markdown';

/** How a flow is made. */
export interface FlowOptions {
  /** Makes the ids of the nodes the same each time. Default: they are random. */
  seed?: string;
  /** Only these resources and exports, by name. Default: all. */
  select?: readonly string[];
  /** Id of a connection that is there already and used by the poll nodes. Default: the flow brings its own. */
  connection?: string;
  /** Says the names of nodes and what is left to do in the user's language. Default: in English. */
  say?: Say;
}

/**
 * Makes an importable flow of a description: a tab, a connection, a poll node for each resource with every property
 * filled, debug nodes behind them, and a comment that says what is left to do.
 *
 * With notifications enabled and a callback URL each poll node has an `http request` node that posts its notifications there: an answer of 2xx acknowledges
 * the record, anything else refuses it. With an interval of 0 inject nodes start the polls. Exports are rows of `coupa-record` nodes, see `flowExports`. What was switched off stays off: the tab if
 * everything was, else its node.
 */
export function toFlow(
  description: Description,
  findings: readonly Finding[] = [],
  options: FlowOptions = {},
): FlowNode[] {
  const { select, say = String } = options;
  const names = new Set(select);
  const keys = resourceKeys(description.resources);
  const resources = description.resources.filter(
    ({ resource }, index) => select === undefined || names.has(resource) || names.has(keys[index] ?? ''),
  );
  const keysOfExports = exportKeys(description.exports);
  const exports = description.exports.filter(
    (_, index) => select === undefined || names.has(keysOfExports[index] ?? ''),
  );
  const plan = new Plan(
    { ...description, resources, exports },
    flowIds(options.seed),
    options.connection,
    say,
  );
  return [
    plan.tab(),
    ...plan.comment(findings),
    ...plan.starters(),
    ...plan.rows(),
    ...plan.debugs(),
    ...plan.exports(),
    ...plan.connections(),
  ];
}

/** Columns and rows of the tab, in pixels on the editor's grid of 20; wide enough for a name of 40 letters. */
const columns = { poll: 220, behind: 600, debug: 900, summaries: 1180 };
/** What starts the polls, where something does, is a column before them. */
const starterWidth = 300;
const firstRow = 140;

/** Refuses what the callback URL did not answer with 2xx: a message with an error is sent again after a pause. */
const verdictCode = `if (!(msg.statusCode >= 200 && msg.statusCode <= 299)) {
    msg.error = { message: 'the callback URL answered ' + msg.statusCode };
}
return msg;`;

class Plan {
  private readonly left: number;
  private readonly forwards: boolean;
  private readonly rowHeight: number;
  private readonly isDisabled: boolean;

  constructor(
    private readonly description: Description,
    private readonly id: (role: string) => string,
    private readonly existing: string | undefined,
    private readonly say: Say,
  ) {
    this.left = description.interval === 0 && description.resources.length > 0 ? starterWidth : 0;
    this.forwards = description.notification.enabled && description.notification.callbackUrl !== '';
    this.rowHeight = this.forwards ? 100 : 60;
    const all = [...this.description.resources, ...this.description.exports];
    this.isDisabled = all.length > 0 && all.every(({ disabled }) => disabled);
  }

  tab(): FlowNode {
    const { name, element, tags, notification } = this.description;
    const env = [
      { name: instanceVariables.element, value: element, type: 'str' },
      { name: instanceVariables.name, value: name, type: 'str' },
      { name: instanceVariables.tags, value: JSON.stringify(tags), type: 'json' },
      { name: instanceVariables.enabled, value: String(notification.enabled), type: 'bool' },
      { name: instanceVariables.callbackUrl, value: notification.callbackUrl, type: 'str' },
      { name: instanceVariables.headers, value: JSON.stringify(notification.headers), type: 'json' },
    ];
    const label = name || this.say(phrase`Imported: ${element || 'Coupa'}`);
    const info = plainMarkdown(tags.join(', '));
    return { id: this.id('tab'), type: 'tab', label, disabled: this.isDisabled, info, env };
  }

  comment(findings: readonly Finding[]): FlowNode[] {
    const comment = flowComment(findings, this.say);
    if (comment === undefined) return [];
    const node = {
      id: this.id('comment'),
      type: 'comment',
      name: this.say(comment.name),
      info: comment.info,
    };
    return [this.place({ ...node, wires: [] }, 240 - this.left, 40)];
  }

  starters(): FlowNode[] {
    const starters = flowStarters(this.description, this.id, this.say);
    return starters.map((node, index) =>
      this.place(node, columns.poll - starterWidth, firstRow + 60 * index),
    );
  }

  rows(): FlowNode[] {
    return this.description.resources.flatMap((resource, index) => {
      const y = firstRow + index * this.rowHeight;
      const poll = this.poll(resource, index, y);
      return this.forwards ? [poll, ...this.forwarder(index, y)] : [poll];
    });
  }

  private poll(resource: ResourceDescription, index: number, y: number): FlowNode {
    const { interval, notification } = this.description;
    const { crontab, disabled, startDate, name = '', ...properties } = resource;
    const first = this.forwards ? this.id(`request ${index}`) : this.id('records');
    const node: FlowNode = {
      id: this.id(`poll ${index}`),
      type: 'coupa-poll',
      ...storedDefaults(pollOptions),
      name,
      connection: this.existing ?? this.id('connection'),
      ...properties,
      interval,
      ...(startDate !== undefined && { start: 'date', startDate }),
      delivery: this.forwards ? 'acknowledge' : 'send',
      // Open Connectors tried a callback five to nine times again.
      maxAttempts: this.forwards ? 10 : pollOptions.maxAttempts.default,
      output: this.forwards ? 'notification' : 'record',
      wires: [[first], [this.id('summaries')]],
    };
    if (disabled && !this.isDisabled) node['d'] = true;
    if (notification.signatureKey !== '') node['credentials'] = { signatureKey: notification.signatureKey };
    return this.place(node, columns.poll, y);
  }

  /**
   * Posts the notifications of one poll node. What comes back goes to its input: 2xx acknowledges, anything else refuses. The
   * `http request` node sends only lost connections to catch nodes, whatever its option says, so the status is looked at.
   */
  private forwarder(index: number, y: number): FlowNode[] {
    const back = [[this.id(`poll ${index}`)]];
    const headers = Object.entries(this.description.notification.headers).map(([keyValue, valueValue]) => ({
      keyType: 'other',
      keyValue,
      valueType: 'other',
      valueValue,
    }));
    const request: FlowNode = {
      id: this.id(`request ${index}`),
      type: 'http request',
      name: this.say(phrase`To the callback URL`),
      method: 'use',
      ret: 'txt',
      paytoqs: 'ignore',
      url: `\${${instanceVariables.callbackUrl}}`,
      tls: '',
      persist: true,
      proxy: '',
      insecureHTTPParser: false,
      authType: '',
      senderr: true,
      headers,
      wires: [[this.id(`verdict ${index}`)]],
    };
    const verdict: FlowNode = {
      id: this.id(`verdict ${index}`),
      type: 'function',
      name: this.say(phrase`2xx acknowledges`),
      func: verdictCode,
      outputs: 1,
      timeout: 0,
      noerr: 0,
      initialize: '',
      finalize: '',
      libs: [],
      wires: back,
    };
    const refusal: FlowNode = {
      id: this.id(`catch ${index}`),
      type: 'catch',
      name: this.say(phrase`Refused`),
      scope: [request.id],
      uncaught: false,
      wires: back,
    };
    return [
      this.place(request, columns.behind, y),
      this.place(verdict, columns.debug, y),
      this.place(refusal, columns.behind, y + 40),
    ];
  }

  debugs(): FlowNode[] {
    if (this.description.resources.length === 0) return [];
    const common = {
      type: 'debug',
      tosidebar: true,
      console: false,
      tostatus: true,
      statusVal: 'topic',
      statusType: 'msg',
    };
    const x = this.forwards ? columns.summaries : columns.behind;
    const summaries = {
      ...common,
      id: this.id('summaries'),
      name: this.say(phrase`Polls`),
      active: false,
      complete: 'true',
      targetType: 'full',
      wires: [],
    };
    const records = {
      ...common,
      id: this.id('records'),
      name: this.say(phrase`Records`),
      active: true,
      complete: 'true',
      targetType: 'full',
      wires: [],
    };
    if (this.forwards) return [this.place(summaries, x, firstRow)];
    return [this.place(records, x, firstRow), this.place(summaries, x, firstRow + this.rowHeight)];
  }

  exports(): FlowNode[] {
    const { exports, resources } = this.description;
    return flowExports(exports, {
      id: this.id,
      say: this.say,
      connection: this.existing ?? this.id('connection'),
      isDisabled: this.isDisabled,
      top: firstRow + (resources.length === 0 ? 0 : Math.max(2, resources.length) * this.rowHeight + 60),
    });
  }

  connections(): FlowNode[] {
    if (this.existing !== undefined) return [];
    const { connection, name, element } = this.description;
    const node: FlowNode = {
      id: this.id('connection'),
      type: 'coupa-config',
      ...storedDefaults(connectionOptions),
      name: name || element || 'Coupa',
      authentication: connection.authentication,
      siteAddress: connection.siteAddress,
      scope: connection.scope,
    };
    if (Object.keys(connection.credentials).length > 0) node['credentials'] = { ...connection.credentials };
    return [node];
  }

  private place(node: FlowNode, x: number, y: number): FlowNode {
    return { ...node, z: this.id('tab'), x: x + this.left, y };
  }
}
