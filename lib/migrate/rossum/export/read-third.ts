import type { Findings } from '../../../base/findings';
import { phrase } from '../../../base/text/phrase';
import { call, type Expression, path } from '../../model/built-value';
import { asObject, asText, type OutsideObject } from '../../pasted/outside-value';
import { reportKeys } from '../report-keys';
import { type Answer, readAnswerPath } from './answers';
import { readStageConditions } from './conditions';
import type { Call, ExportPart } from './export-part';
import { isSmall } from './is-small';
import { stagePlaceholders } from './placeholders';
import { type Carried, eachFile, methodOf, readBody, readRequest } from './read-request';

type Parts = Pick<ExportPart, 'mappings' | 'calls' | 'extracts'>;

/** Stages, and calls in one, that are read. */
const most = 50;

/** Reads the stages of the third generation, whose templates are other hooks'. */
export function readThird(settings: OutsideObject, siteAddress: string, findings: Findings): Parts {
  const stages = settings['stages'];
  reportKeys(settings, ['stages', 'secrets', 'active', 'name'], findings);
  const calls = (Array.isArray(stages) ? stages.slice(0, most) : []).flatMap((one, index) => {
    const stage = asObject(one);
    const below = findings.under('stages', index);
    return stage === undefined ? [] : readStage(stage, siteAddress, below);
  });
  return { mappings: [], calls: calls.slice(0, most), extracts: [] };
}

function readStage(stage: OutsideObject, siteAddress: string, findings: Findings): Call[] {
  reportKeys(stage, ['get_content', 'evaluate', 'call_api', 'name'], findings);
  const condition = isSmall(stage['evaluate']) ? readStageConditions(stage['evaluate']) : unread;
  if (condition !== undefined && hasUnread(condition)) {
    findings
      .under('evaluate')
      .manual(
        'condition',
        phrase`This condition has no counterpart, so the call is never made: write it into the function node in front.`,
      );
  }
  const contents = contentsOf(stage['get_content'], findings.under('get_content'));
  const calls = stage['call_api'];
  return (Array.isArray(calls) ? calls.slice(0, most) : []).flatMap((one, index) => {
    const given = asObject(one);
    const below = findings.under('call_api', index);
    const made = given === undefined ? undefined : readCall(given, siteAddress, contents, below);
    if (made === undefined) return [];
    return [condition === undefined ? made : withCondition(made, condition)];
  });
}

const unread: Expression = { kind: 'unread', text: 'evaluate' };

/** A list of files that is empty is nothing to do, as well as a condition that is false. */
function withCondition(made: Call, condition: Expression): Call {
  return {
    ...made,
    condition: made.condition === undefined ? condition : call('both', condition, made.condition),
  };
}

function hasUnread(expression: Expression): boolean {
  if (expression.kind === 'unread') return true;
  return (expression.kind === 'call' || expression.kind === 'list') && expression.values.some(hasUnread);
}

/** What a stage fetches, by the name that its calls have for it: the key of a template. Other contents are files. */
function contentsOf(value: unknown, findings: Findings): ReadonlyMap<string, string> {
  const contents = new Map<string, string>();
  for (const [index, one] of (Array.isArray(value) ? value.slice(0, most) : []).entries()) {
    const content = asObject(one) ?? {};
    reportKeys(content, ['name', 'query', 'source'], findings.under(index));
    const key = asText(asObject(asObject(content['query'])?.['key'])?.['$eq']);
    const name = asText(content['name']);
    if (name !== undefined && key !== undefined) contents.set(name, key);
  }
  return contents;
}

function readCall(
  given: OutsideObject,
  siteAddress: string,
  contents: ReadonlyMap<string, string>,
  findings: Findings,
): Call | undefined {
  const request = asObject(given['request']) ?? {};
  const name = asText(given['name']) ?? '';
  const under = findings.under('request');
  const url = asText(request['url']) ?? '';
  const list = /^property\.([\w-]{1,100})$/.exec(asText(request['iterate_over']) ?? '')?.[1];
  const carried = carriedBy(request, contents, under);
  const each =
    list === undefined || carried.file === undefined
      ? undefined
      : { list, file: eachFile(list, carried.file) };
  const made = readRequest(
    {
      name,
      url,
      method: methodOf(request),
      carried: each === undefined ? carried : { ...carried, file: each.file },
      names: `${name} ${url}`.slice(0, 1000),
      placeholders: stagePlaceholders,
      siteAddress,
    },
    under,
  );
  if (request['iterate_over'] !== undefined && each === undefined) {
    under
      .under('iterate_over')
      .manual(
        'call',
        phrase`The call is made once here, and for each element in Rossum: put a split node in front.`,
      );
  }
  reportKeys(given, ['auth', 'name', 'request', 'response_handlers'], findings);
  reportKeys(
    request,
    ['url', 'method', 'content', 'headers', 'content_type', 'iterate_over', 'iteration_item_name'],
    under,
  );
  if (made === undefined) return undefined;
  const answers = answersOf(given['response_handlers'], findings.under('response_handlers'));
  return { ...made, answers, ...(each !== undefined && { condition: path('files', each.list) }) };
}

function carriedBy(
  request: OutsideObject,
  contents: ReadonlyMap<string, string>,
  findings: Findings,
): Carried {
  const { content } = request;
  const name = /^\{property\.([\w-]{1,100})(?:\.content)?\.@\}$/.exec(asText(content)?.trim() ?? '')?.[1];
  if (name !== undefined) return { template: contents.get(name) ?? name };
  return readBody(renamed(content, asText(request['iteration_item_name'])), stagePlaceholders, findings);
}

/** The element of a list goes by the name that its call gives it; here it is always `item`. */
function renamed(content: unknown, item = 'item'): unknown {
  if (item === 'item' || !/^\w{1,100}$/.test(item)) return content;
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(`{${item}.`, '{item.');
    return Array.isArray(value) ? value.map(rename) : value;
  };
  return Object.fromEntries(
    Object.entries(asObject(content) ?? {}).map(([key, value]) => [key, rename(value)]),
  );
}

function answersOf(handlers: unknown, findings: Findings): Answer[] {
  return (Array.isArray(handlers) ? handlers.slice(0, most) : []).flatMap((one, index) => {
    const handler = asObject(one) ?? {};
    const field = asText(handler['target_key']) ?? '';
    const [[root, given] = ['', undefined]] = Object.entries(asObject(handler['value']) ?? {});
    const from = asText(asObject(given)?.['$jmespath']) ?? '';
    const isField = (asText(handler['target_type']) ?? 'schema_id') === 'schema_id';
    const value =
      root === 'response' || root === 'response.body'
        ? readAnswerPath(from, root === 'response.body')
        : undefined;
    if (value !== undefined && isField && field !== '') return [{ field, value }];
    findings
      .under(index)
      .unsupported('answer', phrase`This part of the answer has no counterpart and was left out.`);
    return [];
  });
}
