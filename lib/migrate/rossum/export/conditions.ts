import { clip } from '../../../base/finding';
import { call, constant, type Expression } from '../../model/built-value';
import { asObject, asText } from '../../pasted/outside-value';
import { readStagePath } from './placeholders';

/** The conditions of a stage of the third generation, which all have to be true; `undefined` without any. */
export function readStageConditions(evaluate: unknown): Expression | undefined {
  const conditions = (Array.isArray(evaluate) ? evaluate : []).flatMap((one) => {
    const condition = asObject(asObject(one)?.['condition']);
    return condition === undefined ? [] : Object.entries(condition).flatMap(conditionsOf);
  });
  if (conditions.length > most) return { kind: 'unread', text: 'evaluate' };
  return conditions.length === 0
    ? undefined
    : conditions.reduce((before, next) => call('both', before, next));
}

/** No stage has as many, and no list in one. */
const most = 50;

function conditionsOf([name, given]: [string, unknown]): Expression[] {
  if (name.startsWith('$')) return [{ kind: 'unread', text: clip(name, 200) }];
  const value = readStagePath(name);
  const operators = asObject(given);
  if (operators === undefined) return [call('same', value, literal(given))];
  return Object.entries(operators).map(([operator, other]) => compared(value, operator, other));
}

function compared(value: Expression, operator: string, other: unknown): Expression {
  switch (operator) {
    case '$eq':
      return call('same', value, literal(other));
    case '$ne':
      return call('not', call('same', value, literal(other)));
    case '$in':
      return call('within', value, list(other));
    case '$nin':
      return call('not', call('within', value, list(other)));
    case '$exists':
      return other === false || other === 'false'
        ? call('not', call('exists', value))
        : call('exists', value);
    case '$gt':
      return call('less', literal(other), value);
    case '$lt':
      return call('less', value, literal(other));
    case '$gte':
      return call('not', call('less', value, literal(other)));
    case '$lte':
      return call('not', call('less', literal(other), value));
    default:
      return { kind: 'unread', text: clip(operator, 200) };
  }
}

function list(value: unknown): Expression {
  if (Array.isArray(value) && value.length > most) return { kind: 'unread', text: `[${value.length}]` };
  return { kind: 'list', values: (Array.isArray(value) ? value : [value]).map(literal) };
}

function literal(value: unknown): Expression {
  return constant(typeof value === 'number' || typeof value === 'boolean' ? value : (asText(value) ?? null));
}
