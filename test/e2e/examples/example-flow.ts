import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tenant } from '../../simulator/tenant';
import type { FlowNode } from '../harness';

const folder = join(__dirname, '..', '..', '..', 'examples');

/** An example that a test changes as its comment tells a user to. Nodes are named as the user sees them. */
export class ExampleFlow {
  /** Reads an example, its connection pointed at a tenant. */
  static async read(example: string, tenant: Tenant): Promise<ExampleFlow> {
    const { connectTo } = await import('../../../scripts/example.mjs');
    const flows = JSON.parse(readFileSync(join(folder, `${example}.json`), 'utf8')) as FlowNode[];
    return new ExampleFlow(connectTo({ url: tenant.url, clientId: 'client', clientSecret: 'secret' }, flows));
  }

  private constructor(readonly nodes: FlowNode[]) {}

  idOf(name: string): string {
    return this.named(name).id;
  }

  /** Changes properties of a node, as in its dialog. */
  change(name: string, properties: Record<string, unknown>): this {
    Object.assign(this.named(name), properties);
    return this;
  }

  /** Lets every poll begin with all there is, and poll again soon: nobody waits a quarter of an hour here. */
  pollAtOnce(): this {
    for (const node of this.nodes.filter(({ type }) => type === 'coupa-poll'))
      Object.assign(node, { start: 'beginning', interval: 0.01 });
    return this;
  }

  /** Puts a function node into the place of another node: it logs what an expression of `msg` gives. */
  printInstead(name: string, expression: string): this {
    const { id, z } = this.named(name);
    const func = printing(expression);
    this.nodes[this.nodes.findIndex((node) => node.id === id)] = printer(id, z, func);
    return this;
  }

  /** Logs `<expression>` after each message that a node has dealt with. */
  printWhenDone(name: string, expression: string): this {
    const { id, z } = this.named(name);
    const complete = { id: `${id}-done`, type: 'complete', z, scope: [id], wires: [[`${id}-printer`]] };
    this.nodes.push(complete, printer(`${id}-printer`, z, printing(expression)));
    return this;
  }

  private named(name: string): FlowNode {
    const [node, ...others] = this.nodes.filter((one) => one['name'] === name && one.type !== 'comment');
    if (node === undefined || others.length > 0) throw new Error(`One node should be called "${name}".`);
    return node;
  }
}

/** What printing nodes have logged so far, in its order. */
export function printed(log: readonly string[]): string[] {
  return log.flatMap((line) => {
    const at = line.indexOf(mark);
    return at < 0 ? [] : [line.slice(at + mark.length)];
  });
}

const mark = 'printed ';

function printing(expression: string): string {
  return `node.log('${mark}' + (${expression}));`;
}

function printer(id: string, z: unknown, func: string): FlowNode {
  return { id, type: 'function', z, func, outputs: 0, wires: [] };
}
