/**
 * Makes tests of what waits most of the time: all begin before the first is looked at.
 *
 * @param cases titles and what they do.
 */
export function atOnce(cases: readonly (readonly [title: string, play: () => Promise<void>])[]): void {
  const played = new Map<string, Promise<void>>();
  before(() => {
    for (const [title, play] of cases) {
      const playing = play();
      // Its own test tells.
      playing.catch(() => undefined);
      played.set(title, playing);
    }
  });
  for (const [title] of cases) it(title, () => played.get(title));
}
