import assert from 'node:assert/strict';
import { isVariable, variableOf, variableWithin } from '../../../lib/base/environment-variable';

describe('A property that is an environment variable', () => {
  for (const [value, name] of [
    ['${MINUTES}', 'MINUTES'],
    ['$(MINUTES)', 'MINUTES'],
    ['${$parent.SITE}', '$parent.SITE'],
    ['${A}${B}', undefined],
    ['$(A)$(B)', undefined],
    ['${A)', undefined],
    ['$(A}', undefined],
    ['${}', undefined],
    ['$()', undefined],
    ['${A B}', undefined],
    ['1${ZEROS}', undefined],
    [' ${A}', undefined],
    ['$A', undefined],
    ['', undefined],
    [15, undefined],
    [['${A}'], undefined],
    [undefined, undefined],
    [null, undefined],
  ] as const) {
    it(`${JSON.stringify(value)}: ${name ?? 'is none'}`, () => {
      assert.deepEqual([variableOf(value), isVariable(value)], [name, name !== undefined]);
    });
  }

  for (const [text, part] of [
    ['https://${HOST}', '${HOST}'],
    ['${A}${B}', '${A}'],
    ['${A}', undefined],
    ['$(A)', undefined],
    ['https://acme.coupahost.com', undefined],
  ] as const) {
    it(`has ${part ?? 'none'} within ${text}`, () => assert.equal(variableWithin(text), part));
  }
});
