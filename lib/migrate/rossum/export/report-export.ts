import type { Findings } from '../../../base/findings';
import { phrase } from '../../../base/text/phrase';
import type { ExportDescription, StartDescription, StepDescription } from '../../model/export-description';
import type { Call } from './export-part';
import { filesIn, unreadIn } from './named-in';

/** Says what an export needs of the flow around it, and what of it has no counterpart. */
export function reportExport(
  { starts, steps }: Pick<ExportDescription, 'starts' | 'steps'>,
  calls: readonly Call[],
  findings: Findings,
): void {
  reportSource(starts, steps, findings);
  reportUnread(starts, steps, findings);
  reportGates(calls, findings);
  if (steps.every(({ answers }) => answers.length === 0)) return;
  findings.check(
    'write-back',
    phrase`What Coupa answers went into the document's fields in Rossum. Here it is in msg.rossum.fields: send it back with an "http request" node if Rossum is to show it.`,
  );
}

function reportSource(
  starts: readonly StartDescription[],
  steps: readonly StepDescription[],
  findings: Findings,
): void {
  findings.manual(
    'source',
    phrase`The document's fields come from Rossum: wire what receives its webhook (an "http in" node) to the first function node, or send it an object with the fields by their ids in msg.payload.`,
  );
  const files = filesIn([...starts, ...steps]);
  if (files.length === 0) return;
  findings.manual(
    'files',
    phrase`Rossum's webhook brings no files: fetch them before the first function node and put them into msg.files, each as { filename, contentType, data }. They are called here: ${files.join(', ')}.`,
  );
}

function reportUnread(
  starts: readonly StartDescription[],
  steps: readonly StepDescription[],
  findings: Findings,
): void {
  // Conditions were told of already.
  const payloads = steps.map(({ payload, id, parameters }) => [payload, id, parameters]);
  for (const text of unreadIn([...starts, ...payloads])) {
    findings.manual(
      'expression',
      phrase`This value has no counterpart here: write it into the function node, where it stands as unread(…).`,
      text,
    );
  }
}

/** A formula in Rossum that goes by an earlier answer is not worked out here. */
function reportGates(calls: readonly Call[], findings: Findings): void {
  const written = new Set<string>();
  for (const { gate, answers } of calls) {
    if (gate !== undefined && !written.has(gate)) {
      findings.manual(
        'gate',
        phrase`A call is made only if the field "${gate}" says yes. If that is a formula about an earlier answer, it is not worked out here: write the condition into the function node in front.`,
      );
    }
    for (const { field } of answers) written.add(field);
  }
}
