import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Process, processWorld } from './process-world';
import { contentOf, parameters, patience } from './worlds';

/** Law 1: the flow behind each poll has every last version. */
function assertNothingLost({ tenant, polls }: Process): void {
  for (const { received } of polls) {
    const had = new Set(received.map(({ payload }) => contentOf(payload)));
    const missed = tenant.lastVersions().filter(({ content }) => !had.has(content));
    assert.deepEqual(missed, [], 'last versions that never arrived');
  }
}

/** Law 3. */
function assertOrder({ polls }: Process): void {
  for (const { received } of polls) {
    const last = new Map<unknown, number>();
    for (const { payload, coupa } of received) {
      const content = contentOf(payload);
      assert.ok(
        content >= (last.get(coupa.id) ?? 0),
        `record ${coupa.id}: version ${content} after a later one`,
      );
      last.set(coupa.id, content);
    }
  }
}

/** Law 2. */
function assertNothingTwice({ polls }: Process): void {
  for (const { repeats } of polls) assert.deepEqual(repeats, [], 'versions that came twice');
}

describe('the laws of several polls in one process', function () {
  this.timeout(patience);

  it('lose nothing, repeat nothing and keep the order, whenever a deploy stops them in the middle', async () => {
    await fc.assert(
      fc.asyncProperty(processWorld('deploy', 'deploy-polls', 'none'), async (world) => {
        const process = new Process(world);
        await process.run();
        assertNothingLost(process);
        assertOrder(process);
        assertNothingTwice(process);
      }),
      parameters(150),
    );
  });

  it('lose nothing when the process is killed, too', async () => {
    await fc.assert(
      fc.asyncProperty(processWorld('deploy', 'deploy-polls', 'kill'), async (world) => {
        const process = new Process(world);
        await process.run();
        assertNothingLost(process);
      }),
      parameters(60),
    );
  });
});
