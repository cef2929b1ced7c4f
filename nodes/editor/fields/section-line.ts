import type { Say } from '../page/say';
import { type Field, isBox, isField, storedIn, valueIn } from './field';

/** What the line of a section is made with. */
export interface LineOptions {
  /** The defaults, by property. */
  presets: Record<string, unknown>;
  say: Say;
  /** Say a property's value in words of their own; `undefined`: in the usual ones. */
  summaries: Record<string, (value: string) => string | undefined>;
}

/** What in a folded part differs from the defaults: a phrase for each field. */
export function changesIn(section: Element, { presets, say, summaries }: LineOptions): string[] {
  return fieldsIn(section).flatMap((field) => {
    const name = field.id.replace(/^node-(config-)?input-/, '');
    if (field.closest('[hidden]') || field.style.display === 'none') return [];
    const value = String(valueIn(field));
    if (value === String(presets[name] ?? '') || value === '_ADD_') return [];
    // An empty path means that there is no such field; anything else that is empty has its default.
    if (value === '' && !name.endsWith('Field')) return [];
    return [summaries[name]?.(value) ?? describe(field, value, say)];
  });
}

/** The fields of a node's properties within an element. */
export function fieldsIn(section: Element): Field[] {
  return [...section.querySelectorAll('[id^="node-input-"], [id^="node-config-input-"]')].filter(isField);
}

function describe(field: Field, value: string, say: Say): string {
  const label = labelOf(field);
  if (isBox(field) && storedIn(field) === undefined) return label;
  return say('section.change', { label, value: shown(field, value) });
}

function shown(field: Field, value: string): string {
  if (field.type === 'password') return '••••';
  const text = field instanceof HTMLSelectElement ? (field.selectedOptions[0]?.textContent ?? value) : value;
  // The line is cut where it ends; this is for who has it read out.
  if (text.length > 120) return `${text.slice(0, 119)}…`;
  return [text || '–', unitOf(field)].filter(Boolean).join(' ');
}

/** What stands behind a number: `seconds`. */
function unitOf(field: Field): string | undefined {
  return field.classList.contains('coupa-short') ? field.nextElementSibling?.textContent?.trim() : undefined;
}

function labelOf(field: Field): string {
  const label = document.querySelector(`label[for="${field.id}"]`);
  return (field.getAttribute('aria-label') ?? label?.textContent ?? '').trim();
}
