import assert from 'node:assert/strict';
import type { Finding } from '../../../lib/base/finding';
import type { Said } from '../../../lib/base/text/said';
import { findingLists } from '../../../nodes/editor/import/findings';
import { inBrowser, sayKeys } from './browser';

const finding = (given: Partial<Said<Finding>>): Said<Finding> => ({
  severity: 'check',
  code: 'some',
  path: '',
  message: 'Look at this.',
  ...given,
});

describe('What was found in a pasted configuration', () => {
  inBrowser();

  it('stands in a list for each severity, the gravest first, open where something is to be done', () => {
    const severities = ['mended', 'error', 'unsupported', 'check', 'manual'] as const;
    const lists = findingLists(
      severities.map((severity) => finding({ severity })),
      sayKeys,
    );
    assert.deepEqual(
      lists.map((list) => [list.className.split(' ').at(-1), list.hasAttribute('open')]),
      [
        ['coupa-error', true],
        ['coupa-manual', true],
        ['coupa-check', true],
        ['coupa-unsupported', false],
        ['coupa-mended', false],
      ],
    );
  });

  it('is one entry where it says the same at several places', () => {
    const [list] = findingLists(
      [
        finding({ path: '/configuration/accounts.url' }),
        finding({ path: '/configuration/0/users.url', about: 'second' }),
        finding({ path: '/configuration/accounts.url' }),
      ],
      sayKeys,
    );
    assert.equal(list?.querySelectorAll('li').length, 1);
    assert.equal(list?.querySelector('.coupa-where')?.textContent, '(accounts.url, second: users.url)');
    assert.equal(list?.querySelector('summary')?.textContent, ' import.severity.check {"number":1}');
  });

  it('names the end of a place, escapes resolved', () => {
    const [list] = findingLists([finding({ path: '/a/b/c~1d/e~0f' })], sayKeys);
    assert.equal(list?.querySelector('.coupa-where')?.textContent, '(c/d › e~f)');
  });

  it('shows what a text was and is, but of several places none', () => {
    const changed = finding({ was: 'line\nbreak', now: 'line break', path: '/x' });
    const [one] = findingLists([changed], sayKeys);
    assert.equal(one?.querySelector('del')?.textContent, 'line\nbreak');
    assert.equal(one?.querySelector('ins')?.textContent, 'line break');
    const [several] = findingLists([changed, { ...changed, path: '/y' }], sayKeys);
    assert.equal(several?.querySelector('del'), null);
  });

  it('is text, whatever it holds', () => {
    const [list] = findingLists([finding({ message: '<img src=x>' })], sayKeys);
    assert.equal(list?.querySelector('img'), null);
  });
});
