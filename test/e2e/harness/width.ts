import type { Page } from 'playwright-core';

/**
 * What of a dialog in a tray cannot be seen without scrolling sideways, by ids or tags; what is meant to be seen by nobody,
 * and texts that are shortened by their own box, do not count.
 */
export function cutOff(page: Page, dialog: string): Promise<string[]> {
  return page.evaluate<string[]>(`{
    const dialog = document.querySelector('${dialog}');
    const { left, right } = dialog.closest('.red-ui-tray').getBoundingClientRect();
    const visible = Math.min(right, document.documentElement.clientWidth);
    [...dialog.querySelectorAll('*')]
      .filter((one) => one.checkVisibility() && !one.closest('.coupa-unseen, select, pre, svg'))
      .filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width > 0 && (box.right > visible + 1 || box.left < left - 1);
      })
      .map((one) => one.id || one.tagName.toLowerCase() + '.' + one.className);
  }`);
}
