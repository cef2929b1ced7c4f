import vm from 'node:vm';
import type { FlowNode } from '../../../../lib/migrate/flow/flow-node';

/** What a function node gave, and what it warned of. */
export interface FunctionRun {
  /** The message of each output; `undefined` for one that got none. */
  outputs: (Record<string, unknown> | undefined)[];
  warnings: unknown[];
}

/** A world apart from this process, as Node-RED has one for each function node. */
const world = vm.createContext({ Buffer });

/** Runs the code of a function node on a message, with `msg`, `node` and `Buffer`, and nothing else of this process. */
export function runFunction(node: FlowNode | undefined, msg: object): FunctionRun {
  const warnings: unknown[] = [];
  const code = `(function (msg, node) {\n${String(node?.['func'])}\n})`;
  const made = vm.runInContext(code, world, { timeout: 5000 }) as (msg: object, node: object) => unknown;
  const given = made(msg, { warn: (text: unknown) => warnings.push(text) });
  const list: unknown[] = Array.isArray(given) ? given : [given];
  const outputs = list.map((one) => (one === null ? undefined : (one as Record<string, unknown>)));
  return { outputs, warnings };
}

/** The payload that a function node sends, as JSON has it. */
export function payloadOf(node: FlowNode | undefined, msg: object): unknown {
  const [sent] = runFunction(node, msg).outputs;
  return JSON.parse(JSON.stringify(sent?.['payload'] ?? null));
}

/** The fields of the document that a message keeps for later calls. */
export function keptFields(msg: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const { fields } = (msg?.['rossum'] ?? {}) as { fields?: Record<string, unknown> };
  return fields ?? {};
}
