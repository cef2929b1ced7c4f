import type { StartDescription, StepDescription } from '../../model/export-description';
import { helperCode } from './helpers';
import { quoted } from './quoted';
import { ValueCode } from './value-code';

/**
 * Code of the function node that begins an export: what another product sent becomes Coupa's object in `msg.payload`. `msg.rossum` keeps
 * what later calls need: the payload as it came, and its fields by their ids.
 *
 * @param hasTemplate whether the payload should be built here; without a template it is to be written by hand, and until then nothing goes on
 */
export function startCode({ payload }: StartDescription, hasTemplate: boolean): string {
  const code = new ValueCode();
  code.used.add('fieldsOf');
  const lines = ['const payload = msg.payload ?? {};', 'const fields = fieldsOf(payload);'];
  lines.push('msg.rossum = { payload, fields };');
  if (payload !== undefined) {
    const object = code.call('filled', [code.value(payload)]);
    if (code.sources.has('files')) lines.push(files);
    lines.push(`msg.payload = ${object};`);
  }
  if (hasTemplate && payload === undefined) {
    lines.push(
      '// The template is not there: build msg.payload here, with the keys of Coupa.',
      'throw new Error("msg.payload is not built yet: write it into this function node");',
    );
  } else lines.push('return msg;');
  return whole(lines, code);
}

const files = 'const files = msg.files ?? {};';

/** Code of the function node before a call. Output 1: the call is made; output 2: its condition is false, and it is left out. */
export function stepCode(step: StepDescription): string {
  const code = new ValueCode();
  const { condition, id, payload, file, parameters, operation, takesStart } = step;
  const lines: string[] = [];
  if (condition !== undefined) lines.push(`if (!${code.condition(condition)}) return [null, msg];`);
  if (id !== undefined) {
    const given = code.call('needed', [code.expression(id), quoted('the id of the record')]);
    lines.push(`msg.id = ${given};`);
  }
  if (payload !== undefined) lines.push(`msg.payload = ${code.call('filled', [code.value(payload)])};`);
  else if (!takesStart) lines.push(id === undefined ? 'delete msg.payload;' : 'msg.payload = msg.id;');
  lines.push(
    '// What an earlier call was given is not meant for this one.',
    'for (const name of ["file", "filename", "contentType", "intent", "parameters", "query"]) delete msg[name];',
  );
  if (file !== undefined) lines.push(`msg.file = ${quoted(file)};`);
  if (parameters !== undefined) {
    const name = operation === 'list' ? 'query' : 'parameters';
    lines.push(`msg.${name} = ${code.call('filled', [code.value(parameters)])};`);
  }
  lines.push('return [msg, null];');
  return whole([...rootsOf(code), ...lines], code);
}

/** Where the paths of the code begin: what the start kept, and what the flow has put beside it. */
function rootsOf({ sources }: ValueCode): string[] {
  const kept = (['payload', 'fields'] as const).filter((one) => sources.has(one));
  const names = [...kept, ...(sources.has('created') ? ['id = msg.id'] : [])];
  return [
    ...(names.length === 0 ? [] : [`const { ${names.join(', ')} } = msg.rossum;`]),
    ...(sources.has('files') ? [files] : []),
  ];
}

/** Code of the function node behind a call: what was answered becomes fields; a failure that does not end the flow is a warning. */
export function answerCode({ operation, answers, stops }: StepDescription): string {
  const code = new ValueCode();
  const pairs = answers.map(({ field, value }) => `    [${quoted(field)}, ${code.expression(value)}],\n`);
  const lines = stops
    ? []
    : ['const { error } = msg;', 'if (error) node.warn(error.message);', 'delete msg.error;'];
  const unlessFailed = (failed: string, value: string) => (stops ? value : `error ? ${failed} : ${value}`);
  if (code.sources.has('answer')) lines.push(`const answer = ${unlessFailed('undefined', 'msg.payload')};`);
  if (code.sources.has('status')) {
    const status = 'msg.coupa?.record?.result?.[0]?.statusCode';
    lines.push(`const status = ${unlessFailed('error.cause?.statusCode', status)};`);
  }
  if (operation === 'create')
    lines.push(stops ? 'msg.rossum.id = msg.payload?.id;' : 'if (!error) msg.rossum.id = msg.payload?.id;');
  if (answers.length > 0) {
    lines.push(
      `msg.rossum.fields = Object.fromEntries([\n    ...Object.entries(msg.rossum.fields),\n${pairs.join('')}]);`,
    );
  }
  lines.push('return msg;');
  return whole(lines, code);
}

function whole(lines: readonly string[], code: ValueCode): string {
  const helpers = helperCode(code.used);
  return helpers === '' ? lines.join('\n') : `${lines.join('\n')}\n\n${helpers}`;
}
