/** In a suite whose tests are steps of one story: a step that fails leaves nothing for the next ones to stand on. */
export function asOneStory(): void {
  afterEach(function () {
    if (this.currentTest?.state === 'failed') throw new Error('The steps after this one were left out.');
  });
}
