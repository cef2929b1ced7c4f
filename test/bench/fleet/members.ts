import { layClient } from '../../e2e/harness/fleet-member';
import { type FlowNode, flow } from '../node-red/flows';
import { type BenchNodeRed, type Started, type StartOptions, startNodeRed } from '../node-red/start';

/** What the environment calls an instance. */
const nameIs = 'COUPA_INSTANCE';

/** The node of a fleet whose engine is there; who an instance is, its environment says. */
export function fleetNode(url: string): FlowNode {
  return { id: 'fleet', type: 'coupa-fleet', url, instance: `\${${nameIs}}` };
}

/** Starts an instance. */
export function startMember(name: string, nodes: FlowNode[], options: StartOptions = {}): Promise<Started> {
  return startNodeRed(flow(...nodes), { ...options, env: { [nameIs]: name }, prepare: layClient });
}

/** Runs something in so many instances with the same flow, and ends them. @throws when one logged an error */
export async function withMembers<Result>(
  count: number,
  nodes: FlowNode[],
  use: (members: BenchNodeRed[]) => Promise<Result>,
  options: StartOptions = {},
): Promise<Result> {
  const started: Started[] = [];
  try {
    for (let index = 0; index < count; index += 1)
      started.push(await startMember(`instance${index + 1}`, nodes, options));
    const members = started.map(({ nodeRed }) => nodeRed);
    const result = await use(members);
    const errors = members.flatMap((member) => member.errors);
    if (errors.length > 0) throw new Error(`Node-RED reported:\n${errors.join('\n')}`);
    return result;
  } finally {
    await Promise.all(started.map(({ end }) => end()));
  }
}
