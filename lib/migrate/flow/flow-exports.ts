import { storedDefaults } from '../../base/options/read-options';
import { type Phrase, phrase, type Say } from '../../base/text/phrase';
import { defaultKey } from '../../catalogue/natural-keys';
import { recordOptions } from '../../records/model/options';
import type { ExportDescription, StartDescription, StepDescription } from '../model/export-description';
import { answerCode, startCode, stepCode } from './code/export-code';
import type { FlowNode } from './flow-node';

/** Where the nodes of exports go, and what they use. */
export interface ExportPlace {
  /** Makes the id of a node from its role. */
  id: (role: string) => string;
  say: Say;
  /** Id of the `coupa-config`. */
  connection: string;
  /** Whether the whole tab is off, so that no node has to be. */
  isDisabled: boolean;
  /** Pixels from the top. */
  top: number;
}

const columns = { before: 220, record: 540, behind: 860, debug: 1160 };
const rowHeight = 100;

/**
 * The nodes of exports: for each a function node for each template, and for each call a `coupa-record` with a function node before it, which
 * looks at its condition, and one behind it, which keeps what was answered. A failure that does not end the export comes from a catch node.
 */
export function flowExports(exports: readonly ExportDescription[], place: ExportPlace): FlowNode[] {
  let { top } = place;
  return exports.flatMap((one, index) => {
    const nodes = new ExportRows(one, index, { ...place, top }).nodes();
    top += rowHeight * (one.steps.length + 1) + 60 * one.starts.length;
    return nodes;
  });
}

class ExportRows {
  private readonly top: number;

  constructor(
    private readonly description: ExportDescription,
    private readonly index: number,
    private readonly at: ExportPlace,
  ) {
    this.top = at.top + 60 * description.starts.length;
  }

  nodes(): FlowNode[] {
    const { starts, steps } = this.description;
    return [
      ...starts.map((start, index) => this.start(start, index)),
      ...steps.flatMap((step, index) => this.step(step, index)),
      ...this.debugs(),
    ];
  }

  private start(start: StartDescription, index: number): FlowNode {
    const [first] = this.description.steps;
    const isBuilt = first?.takesStart === true;
    const name =
      start.name || this.at.say(isBuilt ? phrase`Rossum's fields to Coupa's keys` : phrase`Rossum's fields`);
    const node = this.function(`start ${index}`, name, startCode(start, isBuilt), [this.after(-1)]);
    const isOff = start.disabled && !this.at.isDisabled;
    return this.place({ ...node, ...(isOff && { d: true }) }, columns.before, this.at.top + 60 * index);
  }

  /** What comes behind a call, or behind the start: the next call that is not off, and beside it those before that one, which are. */
  private after(index: number): string[] {
    const { steps } = this.description;
    const next = steps.findIndex((step, at) => at > index && !step.disabled);
    const last = next < 0 ? steps.length - 1 : next;
    const targets: string[] = [];
    for (let at = index + 1; at <= last; at++) targets.push(this.entry(at));
    return next < 0 ? [...targets, this.id('written')] : targets;
  }

  private entry(index: number): string {
    return this.id(this.hasBefore(index) ? `before ${index}` : `record ${index}`);
  }

  /** What the start built goes straight to a call that has nothing else to look at. */
  private hasBefore(index: number): boolean {
    const step = this.description.steps[index];
    const isPlain = step?.takesStart && step.condition === undefined && step.parameters === undefined;
    return !isPlain || step.id !== undefined;
  }

  private step(step: StepDescription, index: number): FlowNode[] {
    const y = this.top + rowHeight * index;
    const record = this.id(`record ${index}`);
    const before = this.function(
      `before ${index}`,
      this.at.say(step.condition === undefined ? phrase`Prepare` : phrase`Prepare, if it is to be done`),
      stepCode(step),
      [[record], step.disabled ? [] : this.after(index)],
    );
    const behind = this.function(`behind ${index}`, this.at.say(phrase`Keep the answer`), answerCode(step), [
      step.disabled ? [] : this.after(index),
    ]);
    const nodes = [
      ...(this.hasBefore(index) ? [this.place(before, columns.before, y)] : []),
      this.place(this.record(step, index), columns.record, y),
      this.place(behind, columns.behind, y),
      ...(step.stops ? [] : [this.place(this.failure(index), columns.record, y + 40)]),
    ];
    return step.disabled && !this.at.isDisabled ? nodes.map((node) => ({ ...node, d: true })) : nodes;
  }

  private record({ name, resource, operation, action }: StepDescription, index: number): FlowNode {
    return {
      id: this.id(`record ${index}`),
      type: 'coupa-record',
      ...storedDefaults(recordOptions),
      name,
      connection: this.at.connection,
      resource,
      operation,
      action,
      key: defaultKey(resource),
      wires: [[this.id(`behind ${index}`)], [this.id('refused')]],
    };
  }

  /** A call that fails is a warning, and the next one's turn. */
  private failure(index: number): FlowNode {
    return {
      id: this.id(`catch ${index}`),
      type: 'catch',
      name: this.at.say(phrase`Failed`),
      scope: [...(this.hasBefore(index) ? [this.id(`before ${index}`)] : []), this.id(`record ${index}`)],
      uncaught: false,
      wires: [[this.id(`behind ${index}`)]],
    };
  }

  private debugs(): FlowNode[] {
    const debug = (role: string, name: Phrase): FlowNode => ({
      id: this.id(role),
      type: 'debug',
      name: this.at.say(name),
      active: true,
      tosidebar: true,
      console: false,
      tostatus: false,
      complete: 'true',
      targetType: 'full',
      statusVal: '',
      statusType: 'auto',
      wires: [],
    });
    return [
      this.place(debug('written', phrase`Written`), columns.debug, this.top),
      this.place(debug('refused', phrase`Not written`), columns.debug, this.top + 60),
    ];
  }

  private function(role: string, name: string, func: string, wires: string[][]): FlowNode {
    return {
      id: this.id(role),
      type: 'function',
      name,
      func,
      outputs: wires.length,
      timeout: 0,
      noerr: 0,
      initialize: '',
      finalize: '',
      libs: [],
      wires,
    };
  }

  private id(role: string): string {
    return this.at.id(`export ${this.index} ${role}`);
  }

  private place(node: FlowNode, x: number, y: number): FlowNode {
    const isOff = this.description.disabled && !this.at.isDisabled;
    return { ...node, ...(isOff && { d: true }), z: this.at.id('tab'), x, y };
  }
}
