import type { Page } from 'playwright-core';

/** A walk through a part of the page with the Tab key; elements by their ids or texts. */
export interface Walk {
  /** What can be operated, from top to bottom. */
  there: string[];
  /** Where Tab went, in its order. */
  reached: string[];
  /** What looks the same with the focus as without. */
  unmarked: string[];
}

/** Presses Tab from the first element of a part of the page until it leaves that part. */
export async function walk(page: Page, part: string): Promise<Walk> {
  // A transition would show the old look for a moment.
  await page.addStyleTag({ content: '* { transition: none !important }' });
  const there = await markStops(page, part);
  await page.locator(`${part} [data-stop]`).first().focus();
  const steps: Step[] = [];
  // One more than there are: whatever keeps the focus must not keep the test.
  while (steps.length <= there.length) {
    const step = await stepIn(page, part);
    if (step === undefined) break;
    steps.push(step);
    await page.keyboard.press('Tab');
  }
  return {
    there,
    reached: steps.map(({ name }) => name),
    unmarked: steps.filter(({ marked }) => !marked).map(({ name }) => name),
  };
}

interface Step {
  name: string;
  marked: boolean;
}

const operable = 'input, select, textarea, button, summary, a[href], [tabindex="0"]';

/** What of an element's look tells that it has the focus. */
const look =
  '(({ outline, border, boxShadow, backgroundColor }) => [outline, border, boxShadow, backgroundColor].join())';

/** Gives each element that can be operated its name and its look without the focus. */
function markStops(page: Page, part: string): Promise<string[]> {
  return page.evaluate<string[]>(`
    document.activeElement?.blur();
    [...document.querySelectorAll('${part} :is(${operable.replaceAll("'", '"')})')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)
      .map((one, index) => {
        one.dataset.look = ${look}(getComputedStyle(one));
        one.dataset.stop = one.id || index + ' ' + (one.ariaLabel ?? one.textContent).trim();
        return one.dataset.stop;
      })`);
}

/** Where the focus is now; undefined outside of the part. */
async function stepIn(page: Page, part: string): Promise<Step | undefined> {
  const step = await page.evaluate<Step | null>(`((one) =>
    one.closest('${part}') && {
      name: one.dataset.stop ?? one.outerHTML.slice(0, 80),
      marked: ${look}(getComputedStyle(one)) !== one.dataset.look,
    })(document.activeElement)`);
  return step ?? undefined;
}
