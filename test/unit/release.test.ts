import assert from 'node:assert/strict';

const changelog = `# Changelog

## [Unreleased]

## [1.2.0] - 2026-11-22

### Added

- Something.
`;
const good = { version: '1.2.0', lockedVersion: '1.2.0', changelog, changes: '', tags: ['v1.1.0'] };

describe('A release', () => {
  it('is made of a clean checkout whose changelog tells of a version that has no tag yet', async () => {
    assert.deepEqual(await problems(good), []);
  });

  const obstacles: [string, Partial<typeof good>, RegExp][] = [
    ['with changes that are not committed', { changes: ' M lib/a.ts' }, /not committed/],
    ['of a version that is tagged', { tags: ['v1.1.0', 'v1.2.0'] }, /v1\.2\.0 is there already/],
    ['of a version that is none', { version: '1.2', lockedVersion: '1.2' }, /none of the form/],
    ['that the lock does not know', { lockedVersion: '1.1.0' }, /package-lock\.json says 1\.1\.0/],
    ['that the changelog does not tell of', { version: '1.3.0', lockedVersion: '1.3.0' }, /no heading/],
    [
      'with news that the changelog calls unreleased',
      { changelog: changelog.replace('[Unreleased]\n', '[Unreleased]\n\n- News.\n') },
      /under "Unreleased"/,
    ],
    [
      'with news after which nothing comes',
      { changelog: '## [Unreleased]\n\n- News.' },
      /under "Unreleased"/,
    ],
  ];
  for (const [what, facts, reason] of obstacles) {
    it(`is not made ${what}`, async () => {
      const found = await problems({ ...good, ...facts });
      assert.ok(
        found.some((problem) => reason.test(problem)),
        found.join('\n'),
      );
    });
  }
});

async function problems(facts: typeof good): Promise<string[]> {
  const { findProblems } = await import('../../scripts/release.mjs');
  return findProblems(facts);
}
