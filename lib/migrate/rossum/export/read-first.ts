import type { Findings } from '../../../base/findings';
import { phrase } from '../../../base/text/phrase';
import type { OutsideObject } from '../../pasted/outside-value';
import { reportKeys } from '../report-keys';
import { readDatapointTemplate } from './datapoint-template';
import type { ExportPart } from './export-part';
import { isSmall } from './is-small';

type Parts = Pick<ExportPart, 'mappings' | 'calls' | 'extracts'>;

/** Reads the settings of the first generation: one template, and one POST of the invoice that it makes. */
export function readFirst(settings: OutsideObject, findings: Findings): Parts {
  const under = findings.under('payload_template');
  const template = settings['payload_template'];
  const isRead = isSmall(template);
  if (!isRead)
    under.error('template', phrase`The template is too large; write the payload into the function node.`);
  reportKeys(settings, ['connection_info', 'payload_template', 'secrets', 'active', 'name'], findings);
  const payload = isRead ? readDatapointTemplate(template) : undefined;
  return {
    mappings: [{ key: 'payload_template', payload }],
    calls: [
      {
        name: '',
        resource: 'invoices',
        operation: 'create',
        action: '',
        template: 'payload_template',
        answers: [],
        stops: true,
      },
    ],
    extracts: [],
  };
}
