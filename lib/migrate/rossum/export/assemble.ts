import { Findings } from '../../../base/findings';
import { phrase } from '../../../base/text/phrase';
import { type BuiltValue, built, call, constant } from '../../model/built-value';
import type { ExportDescription, StartDescription, StepDescription } from '../../model/export-description';
import type { Call, ExportPart } from './export-part';
import { inOrder } from './in-order';
import { reportExport } from './report-export';
import { type FromPart, Templates } from './templates';

/** An export, and what is to be said of it beside what its hooks' settings say. */
export interface Assembled {
  description: ExportDescription;
  findings: Findings;
  /** The parts that it is made of. */
  parts: readonly ExportPart[];
}

/** Rows of calls that are made of one text; the rest is not looked at. */
const mostExports = 20;

/**
 * Puts the parts of exports together: each hook of the first and the third generation is an export of its own, all hooks of the second one
 * together are one. A template goes to each call that names its key.
 */
export function assembleExports(parts: readonly ExportPart[]): Assembled[] {
  const shared = parts.filter(({ generation }) => generation === 'second');
  const whole = parts.filter(({ generation }) => generation !== 'second');
  const templates = new Templates(templatesOf(shared));
  const named = new Set(whole.flatMap(({ calls }) => calls.flatMap(({ template }) => template ?? [])));
  // Templates that are there for a hook of stages alone make no export of their own.
  const isOwn = shared.some(
    ({ calls, mappings }) => calls.length > 0 || mappings.some(({ key }) => !named.has(key)),
  );
  const chain = isOwn ? [assemble(inOrder(shared), templates)] : [];
  const others = whole
    .slice(0, mostExports)
    .map((part) =>
      assemble([part], part.generation === 'first' ? new Templates(templatesOf([part])) : templates),
    );
  const all = [...chain, ...others];
  const [first] = all;
  if (first !== undefined) templates.reportRest(first.findings);
  return all;
}

function templatesOf(parts: readonly ExportPart[]): FromPart[] {
  return parts.flatMap((part) => part.mappings.map((mapping) => ({ ...mapping, part })));
}

function assemble(group: readonly ExportPart[], templates: Templates): Assembled {
  const findings = new Findings();
  const found = callsOf(group, findings);
  const all = found.length === 0 ? [sentTemplate(templates, findings)] : found;
  const isAllOff = all.every(({ isOff }) => isOff);
  const [{ call: first }] = all as [PlacedCall, ...PlacedCall[]];
  const starts = startsOf(first, templates, findings);
  const steps = all.map(({ call, isOff }, index) =>
    stepOf(call, index === 0, isOff && !isAllOff, templates, findings),
  );
  reportExport(
    { starts, steps },
    all.map(({ call }) => call),
    findings,
  );
  const name = group.length === 1 ? (group[0]?.name ?? '') : '';
  const description = { name, starts, steps, ...(isAllOff && { disabled: true as const }) };
  const used = all.flatMap(({ call }) => templates.partsOf(call.template));
  return { description, findings, parts: [...new Set([...group, ...used])] };
}

interface PlacedCall {
  call: Call;
  isOff: boolean;
}

/** The calls in their order, each with what other hooks take out of its answer. */
function callsOf(group: readonly ExportPart[], findings: Findings): PlacedCall[] {
  const extracts = group.flatMap((part) => part.extracts);
  const placed = group.flatMap((part) => part.calls.map((call) => ({ call, isOff: part.isOff })));
  const known = new Set(placed.map(({ call }) => call.answerKey));
  for (const { answerKey } of extracts) {
    if (known.has(answerKey)) continue;
    findings.unsupported(
      'answer',
      phrase`What is taken out of "${answerKey}" was left out: no call in the text answers it.`,
    );
  }
  return placed.map(({ call, isOff }) => ({
    call: {
      ...call,
      answers: [
        ...call.answers,
        ...extracts.flatMap(({ answerKey, answers }) => (answerKey === call.answerKey ? answers : [])),
      ],
    },
    isOff,
  }));
}

/** A template alone does not say where it is sent. All that were published make an invoice. */
function sentTemplate({ firstKey: template, areOff }: Templates, findings: Findings): PlacedCall {
  findings.manual(
    'call',
    phrase`The text does not hold the hook that makes the call: it was taken for a new record of ${'invoices'}. Check the node, or paste all hooks together.`,
  );
  const call: Call = {
    name: '',
    resource: 'invoices',
    operation: 'create',
    action: '',
    ...(template !== undefined && { template }),
    answers: [],
    stops: true,
  };
  return { call, isOff: areOff };
}

/** Each template with the first call's key begins; hooks for different queues have one each. */
function startsOf({ template }: Call, templates: Templates, findings: Findings): StartDescription[] {
  if (template === undefined) return [{ name: '' }];
  const starts = templates.take(template, mostStarts, findings).map(({ payload, part }) => ({
    name: part.generation === 'second' ? part.name : '',
    ...(payload !== undefined && { payload }),
    ...(part.isOff && { disabled: true as const }),
  }));
  return starts.length === 0 ? [{ name: '' }] : starts;
}

const mostStarts = 10;

function stepOf(
  { template, answerKey, gate, ...call }: Call,
  isFirst: boolean,
  isOff: boolean,
  templates: Templates,
  findings: Findings,
): StepDescription {
  const takesStart = isFirst && template !== undefined;
  const [found] = takesStart || template === undefined ? [] : templates.take(template, 1, findings);
  const payload = found?.payload ?? call.payload ?? missing(template, takesStart);
  return {
    ...call,
    takesStart,
    ...(payload !== undefined && { payload }),
    ...(isOff && { disabled: true as const }),
  };
}

/** Nothing is written until the template is. */
function missing(template: string | undefined, takesStart: boolean): BuiltValue | undefined {
  if (takesStart || template === undefined) return undefined;
  return built(call('needed', constant(null), constant(`the template ${template}`)));
}
