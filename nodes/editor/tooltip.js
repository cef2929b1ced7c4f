import { icon, make } from './dom.js';

/**
 * Puts a sign behind every label whose field has more to say (`data-coupa-tooltip="<key>"` on the label): its text shows when
 * the mouse is over it or the keyboard reaches it, and screen readers hear it with the field.
 */
export function addTooltips(dialog, say) {
  for (const label of dialog.querySelectorAll('label[data-coupa-tooltip]')) {
    const text = say(`tooltip.${label.dataset.coupaTooltip}`);
    const sign = make(
      'button',
      { type: 'button', class: 'coupa-tip', 'aria-label': text },
      icon('info-circle'),
    );
    label.after(sign);
    // Node-RED sets a long text in one line and then does not know where to put it.
    const popover = RED.popover.tooltip($(sign), () => $(make('div', { class: 'coupa-tip-text' }, text)));
    sign.addEventListener('focus', () => {
      if (sign.matches(':focus-visible')) popover.open();
    });
    sign.addEventListener('blur', () => popover.close());
    document.getElementById(label.htmlFor)?.setAttribute('aria-description', text);
  }
}
