import { icon, make } from '../page/make';
import type { Say } from '../page/say';

/** Pixels of a window in which a tip has room beside the dialog. */
const roomyPx = 1000;

/**
 * Puts a sign behind every label whose field has more to say (`data-coupa-tooltip="<key>"` on the label): its text shows when
 * the mouse is over it or the keyboard reaches it, and screen readers hear it with the field. Who takes the mouse then gets at
 * what it lies over, such as a button below the field.
 */
export function addTooltips(dialog: HTMLElement, say: Say): void {
  for (const label of dialog.querySelectorAll<HTMLLabelElement>('label[data-coupa-tooltip]')) {
    const text = say(`tooltip.${label.dataset['coupaTooltip']}`);
    const sign = make(
      'button',
      { type: 'button', class: 'coupa-tip', 'aria-label': text },
      icon('info-circle'),
    );
    label.after(sign);
    const popover = RED.popover.create({
      tooltip: true,
      target: $(sign),
      trigger: 'hover',
      size: 'small',
      // Over the canvas, where there is one, and not over the field that it is about.
      direction: window.innerWidth < roomyPx ? 'bottom' : 'left',
      // Node-RED sets a long text in one line and then does not know where to put it.
      content: () => $(make('div', { class: 'coupa-tip-text' }, text)),
      delay: { show: 750, hide: 50 },
    });
    const follow = (event: PointerEvent) => {
      // A browser tells a mouse that rests, too, when a dialog scrolls under it.
      if (event.movementX !== 0 || event.movementY !== 0) close();
    };
    const close = () => {
      document.removeEventListener('pointermove', follow);
      popover.close();
    };
    sign.addEventListener('focus', () => {
      if (!sign.matches(':focus-visible')) return;
      popover.open();
      document.addEventListener('pointermove', follow);
    });
    sign.addEventListener('blur', close);
    document.getElementById(label.htmlFor)?.setAttribute('aria-description', text);
  }
}
