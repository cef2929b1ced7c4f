import assert from 'node:assert/strict';
import { AskingButton } from '../../../nodes/editor/ask/asking-button';
import { make } from '../../../nodes/editor/page/make';
import { answered, inBrowser } from './browser';

describe('A button that asks the runtime', () => {
  inBrowser();

  /** What the runtime has been asked and has not answered. */
  let open: { success: (answer: unknown) => void; error: (failure: object) => void }[];
  let button: HTMLButtonElement;
  let place: HTMLElement;
  let asking: AskingButton<'test-fleet'>;

  beforeEach(() => {
    open = [];
    Reflect.set($, 'ajax', (question: (typeof open)[number]) => open.push(question));
    button = document.createElement('button');
    place = document.createElement('div');
    document.body.append(button, place);
    asking = new AskingButton(button, place, {
      path: 'test-fleet',
      texts: { busy: 'Asking', forbidden: 'You may not', failed: 'Nobody answered' },
      refused: (code) => `Refused with ${code}.`,
      describe: ({ version }) => [make('p', {}, version ?? '')],
    });
    asking.onPress(() => asking.ask({}));
  });

  async function answer(question: number, given: object | number): Promise<void> {
    const asked = open[question];
    if (typeof given === 'number') asked?.error({ status: given, statusText: 'failed' });
    else asked?.success(given);
    await answered();
  }

  it('keeps the focus and asks no second time while nobody has answered', async () => {
    button.click();
    button.click();
    assert.equal(open.length, 1);
    assert.equal(document.activeElement, button);
    assert.equal(button.getAttribute('aria-disabled'), 'true');
    assert.equal(button.disabled, false);
    assert.equal(place.textContent?.trim(), 'Asking');
    await answer(0, { version: 'Redis 8' });
    assert.equal(button.getAttribute('aria-disabled'), 'false');
    assert.equal(place.textContent, 'Redis 8');
    button.click();
    assert.equal(open.length, 2);
  });

  it('shows nothing of an answer to what was forgotten, and may be pressed at once', async () => {
    button.click();
    asking.forget();
    await answer(0, { version: 'Redis 6' });
    assert.equal(place.textContent, '');
    button.click();
    asking.forget();
    button.click();
    await answer(1, { version: 'Redis 7' });
    assert.equal(place.textContent?.trim(), 'Asking');
    await answer(2, { version: 'Redis 8' });
    assert.equal(place.textContent, 'Redis 8');
    asking.forget();
    assert.equal(place.textContent, '');
  });

  for (const [given, shown] of [
    [{ error: { code: 'COUPA_STATE', message: 'It is down.' } }, 'Refused with COUPA_STATE.It is down.'],
    [403, 'You may not'],
    [500, 'Nobody answered'],
  ] as const)
    it(`says "${shown}"`, async () => {
      button.click();
      await answer(0, given);
      assert.equal(place.textContent, shown);
      assert.equal(button.getAttribute('aria-disabled'), 'false');
    });
});
