/**
 * Folding parts of a dialog (`<details data-coupa-section>`), each with a line that says what in it differs from the
 * defaults, so that nobody has to open them to see that there is nothing.
 *
 * @param {HTMLElement} dialog
 * @param {object} options
 * @param {Function} options.say
 * @param {() => Record<string, unknown>} options.defaults by property, as they are now
 * @param {Record<string, (value: string) => string | undefined>} [options.summaries] say a property's value in words of their own
 * @returns {() => void} writes the lines anew
 */
export function foldSections(dialog, { say, defaults, summaries = {} }) {
  const update = () => {
    const presets = defaults();
    for (const section of dialog.querySelectorAll('details[data-coupa-section]')) {
      const line = section.querySelector('.coupa-section-line');
      // A part without fields has a line of another kind.
      if (!line || fieldsIn(section).length === 0) continue;
      const changes = changedFields(section, { presets, say, summaries });
      line.textContent = changes.length > 0 ? changes.join(' · ') : say('section.defaults');
      line.title = changes.length > 0 ? line.textContent : '';
      line.classList.toggle('coupa-changed', changes.length > 0);
    }
  };
  // What is unfolded at the bottom would stay below the edge.
  const reveal = ({ target }) => {
    const isByUser = target.querySelector('summary') === document.activeElement;
    if (target.open && target.dataset.coupaSection && isByUser) target.scrollIntoView({ block: 'nearest' });
  };
  dialog.addEventListener('toggle', reveal, true);
  dialog.addEventListener('input', update);
  $(dialog).on('change', update);
  update();
  return update;
}

function changedFields(section, { presets, say, summaries }) {
  return fieldsIn(section).flatMap((field) => {
    const name = field.id.replace(/^node-(config-)?input-/, '');
    if (field.closest('[hidden]') || field.style.display === 'none') return [];
    const value = textOf(field);
    if (value === String(presets[name] ?? '') || value === '_ADD_') return [];
    // An empty path means that there is no such field; anything else that is empty has its default.
    if (value === '' && !name.endsWith('Field')) return [];
    return [summaries[name]?.(value) ?? describe(field, value, say)];
  });
}

function fieldsIn(section) {
  return [...section.querySelectorAll('[id^="node-input-"], [id^="node-config-input-"]')];
}

function textOf(field) {
  return field.type === 'checkbox' ? String(field.checked) : String(field.value ?? '');
}

function describe(field, value, say) {
  const label = labelOf(field);
  if (field.type === 'checkbox') return label;
  return say('section.change', { label, value: shown(field, value) });
}

function shown(field, value) {
  if (field.type === 'password') return '••••';
  const text = field.tagName === 'SELECT' ? (field.selectedOptions[0]?.textContent ?? value) : value;
  // The line is cut where it ends; this is for who has it read out.
  if (text.length > 120) return `${text.slice(0, 119)}…`;
  return [text || '–', unitOf(field)].filter(Boolean).join(' ');
}

/** What stands behind a number: `seconds`. */
function unitOf(field) {
  return field.classList.contains('coupa-short') ? field.nextElementSibling?.textContent.trim() : undefined;
}

function labelOf(field) {
  const label = document.querySelector(`label[for="${field.id}"]`);
  return (field.getAttribute('aria-label') ?? label?.textContent ?? '').trim();
}
