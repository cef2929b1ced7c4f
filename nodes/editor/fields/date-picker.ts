import { icon, make } from '../page/make';

/**
 * A button that opens the browser's calendar and writes the moment that is picked there into a text field, as ISO 8601 in UTC.
 *
 * @param label what the button does
 * @returns to be put behind the field
 */
export function datePicker(input: HTMLInputElement, label: string): HTMLElement {
  // Browsers open their calendar only for a field of their own, and beside it.
  const calendar = make('input', {
    type: 'datetime-local',
    class: 'coupa-calendar',
    tabindex: '-1',
    'aria-hidden': 'true',
  });
  calendar.addEventListener('change', () => {
    const moment = new Date(calendar.value);
    if (Number.isNaN(moment.getTime())) return;
    input.value = moment.toISOString().replace('.000', '');
    input.dispatchEvent(new Event('input', { bubbles: true }));
    $(input).trigger('change');
    input.focus();
  });
  const button = make(
    'button',
    { type: 'button', class: 'red-ui-button coupa-calendar-button', 'aria-label': label, title: label },
    icon('calendar'),
  );
  button.addEventListener('click', () => {
    calendar.value = localForm(input.value);
    calendar.showPicker();
  });
  return make('span', { class: 'coupa-calendar-holder' }, button, calendar);
}

/** A moment as `datetime-local` writes it: in the zone of this computer, without naming it. */
function localForm(text: string): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return '';
  const offset = moment.getTimezoneOffset() * 60_000;
  return new Date(moment.getTime() - offset).toISOString().slice(0, 16);
}
