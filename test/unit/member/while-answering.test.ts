import assert from 'node:assert/strict';
import { whileAnswering } from '../../../lib/member/while-answering';
import { manualClock } from '../connection/manual-clock';

describe('A command that waits for a fleet’s engine', () => {
  /** What is heard of a command that is asked for, with an engine that answers as it is told to. */
  function command(look: (asked: number, clock: ReturnType<typeof manualClock>) => Promise<unknown>) {
    const clock = manualClock();
    const heard: string[] = [];
    let asked = 0;
    let done: () => void = assert.fail;
    const work = new Promise<void>((resolve) => (done = resolve));
    whileAnswering(work, { clock, look: () => look(asked++, clock), silent: () => new Error('silent') }).then(
      () => heard.push(`done at ${clock.monotonic()}`),
      (error: Error) => heard.push(`${error.message} at ${clock.monotonic()}`),
    );
    return { clock, heard, done: () => done(), start: clock.monotonic() };
  }

  const gone = () => Promise.reject(new Error('gone'));

  it('goes on waiting where a connection is lost and made again within two seconds', async () => {
    const { clock, heard, done, start } = command((asked) =>
      asked >= 3 && asked <= 4 ? gone() : Promise.resolve(),
    );
    await clock.tick(60_000);
    assert.deepEqual(heard, []);
    done();
    await clock.tick(0);
    assert.deepEqual(heard, [`done at ${start + 60_000}`]);
  });

  it('is answered after two seconds in which there was none', async () => {
    const { clock, heard, start } = command(gone);
    await clock.tick(10_000);
    assert.deepEqual(heard, [`gone at ${start + 2000}`]);
  });

  it('is answered after two seconds, too, where the engine first refuses and then is silent', async () => {
    const { clock, heard, start } = command((asked, { setTimeout }) =>
      asked === 0
        ? gone()
        : new Promise((_, reject) => void setTimeout(() => reject(new Error('silent')), 2000)),
    );
    await clock.tick(10_000);
    assert.deepEqual(heard, [`gone at ${start + 2000}`]);
  });

  it('is answered two seconds after the last answer where the engine is silent from then on', async () => {
    const { clock, heard, start } = command((asked) =>
      asked < 3 ? Promise.resolve() : new Promise(() => undefined),
    );
    await clock.tick(10_000);
    assert.deepEqual(heard, [`silent at ${start + 3000}`]);
  });
});
