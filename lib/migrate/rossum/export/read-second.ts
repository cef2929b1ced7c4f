import type { Findings } from '../../../base/findings';
import { phrase } from '../../../base/text/phrase';
import { call, type Expression, path } from '../../model/built-value';
import { asObject, asText, type OutsideObject } from '../../pasted/outside-value';
import { readTemplate } from '../jinja/read-template';
import { reportKeys } from '../report-keys';
import { readAnswerPath } from './answers';
import type { Call, ExportPart, Extract, Mapping } from './export-part';
import { fieldPlaceholders, originalName, readFilledText } from './placeholders';
import { type Carried, documentFile, methodOf, readBody, readRequest } from './read-request';

type Parts = Pick<ExportPart, 'mappings' | 'calls' | 'extracts'>;

/** Reads the settings of one hook of the second generation's chain: templates, a call, or what is taken out of an answer. */
export function readSecond(
  settings: OutsideObject,
  name: string,
  siteAddress: string,
  findings: Findings,
): Parts {
  const made = readCall(settings, name, siteAddress, findings);
  reportKeys(settings, known, findings);
  return {
    mappings: readMappings(settings, findings),
    calls: made === undefined ? [] : [made],
    extracts: readExtracts(settings['extract'], findings.under('extract')),
  };
}

const known = [
  'export_configs',
  'auth',
  'request',
  'condition',
  'export_reference_key',
  'response_headers_reference_key',
  'response_payload_reference_key',
  'status_code_resolver',
  'extract',
  'secrets',
  'active',
  'name',
];

function readMappings(settings: OutsideObject, findings: Findings): Mapping[] {
  const list = settings['export_configs'];
  return (Array.isArray(list) ? list.slice(0, mostTemplates) : []).flatMap((one, index) => {
    const config = asObject(one);
    const below = findings.under('export_configs', index);
    if (config === undefined) return [];
    reportKeys(
      config,
      [
        'export_reference_key',
        'content_encoding',
        'file_content_template',
        'file_content_template_multiline',
      ],
      below,
    );
    const lines = config['file_content_template_multiline'];
    const text = Array.isArray(lines)
      ? lines.map((line) => asText(line) ?? '').join('\n')
      : (asText(config['file_content_template']) ?? asText(lines) ?? '');
    return [{ key: asText(config['export_reference_key']) ?? '', payload: payloadOf(text, below) }];
  });
}

/** Rossum takes five in a hook. */
const mostTemplates = 5;

function payloadOf(text: string, findings: Findings) {
  const { value, unread } = readTemplate(text);
  const code = 'template';
  for (const statement of unread.slice(0, 20))
    findings.manual(
      code,
      phrase`This part of the template has no counterpart and was left out: write it into the function node.`,
      statement,
    );
  if (value === undefined) {
    findings.manual(
      code,
      phrase`The template could not be read as JSON with conditions and loops around whole members: write the payload into the function node.`,
    );
  }
  return value;
}

const fields = fieldPlaceholders((id) => (id === 'original_file_name' ? originalName : path('fields', id)));

function readCall(
  settings: OutsideObject,
  name: string,
  siteAddress: string,
  findings: Findings,
): Call | undefined {
  const request = asObject(settings['request']);
  if (request === undefined) return undefined;
  const key = asText(settings['export_reference_key']);
  const answerKey = asText(settings['response_payload_reference_key']);
  const under = findings.under('request');
  const url = asText(request['url']) ?? '';
  const made = readRequest(
    {
      name: name || key || answerKey || '',
      url,
      method: methodOf(request),
      carried: carriedBy(request, key, under),
      names: [name, key, answerKey, url].join(' ').slice(0, 1000),
      placeholders: fields,
      siteAddress,
    },
    under,
  );
  reportKeys(
    request,
    ['url', 'method', 'headers', 'data', 'content', 'file_key', 'file_name', 'file_content'],
    under,
  );
  if (made === undefined) return undefined;
  const gate = readGate(settings['condition'], findings.under('condition'));
  return {
    ...made,
    ...gate,
    ...(answerKey !== undefined && { answerKey }),
    stops: made.stops || hasErrors(settings['status_code_resolver']),
  };
}

function carriedBy(request: OutsideObject, key: string | undefined, findings: Findings): Carried {
  const content = request['data'] ?? request['content'];
  const text = asText(content) ?? '';
  if (text.includes('#{file_content}') || text.includes('#{original_file}')) {
    return text.includes('#{file_content}')
      ? { template: key ?? '' }
      : { file: documentFile(undefined), hasContent: true };
  }
  if (asText(request['file_content'])?.includes('#{')) {
    const name = asText(request['file_name']);
    const filename = name === undefined ? undefined : readFilledText(name, fields);
    return { file: documentFile(filename), hasContent: true };
  }
  return readBody(content, fields, findings);
}

/** A condition is the name of a field that says yes or no. */
function readGate(value: unknown, findings: Findings): { condition?: Expression; gate?: string } {
  const text = asText(value)?.trim() ?? '';
  if (text === '') return {};
  const gate = /^@\{([^{}]{1,200})\}$/.exec(text)?.[1]?.trim();
  if (gate !== undefined) return { condition: call('isOn', path('fields', gate)), gate };
  findings.manual(
    'condition',
    phrase`This condition has no counterpart, so the call is never made: write it into the function node in front.`,
    text,
  );
  return { condition: { kind: 'unread', text: text.slice(0, 200) } };
}

function hasErrors(resolver: unknown): boolean {
  const errors = asObject(resolver)?.['error'];
  return Array.isArray(errors) && errors.length > 0;
}

function readExtracts(value: unknown, findings: Findings): Extract[] {
  return (Array.isArray(value) ? value.slice(0, mostExtracts) : []).flatMap((one, index) => {
    const extract = asObject(one);
    if (extract === undefined) return [];
    const below = findings.under(index);
    reportKeys(extract, ['format', 'source_reference_key', 'extract_rules'], below);
    const rules = extract['extract_rules'];
    const answers = (Array.isArray(rules) ? rules.slice(0, mostExtracts) : []).flatMap((rule, at) => {
      const { value_path: from, target_schema_id: field } = asObject(rule) ?? {};
      const read = readAnswerPath(asText(from) ?? '', true);
      const name = asText(field) ?? '';
      if (read !== undefined && name !== '') return [{ field: name, value: read }];
      below
        .under('extract_rules', at)
        .unsupported('answer', phrase`This part of the answer has no counterpart and was left out.`);
      return [];
    });
    return [{ answerKey: asText(extract['source_reference_key']) ?? '', answers }];
  });
}

const mostExtracts = 100;
