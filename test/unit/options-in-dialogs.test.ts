import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Window } from 'happy-dom';
import { credentialNames } from '../../lib/connection/settings/credential-names';
import { fleetCredentials } from '../../lib/fleet/options';
import { htmlOf, labelsOf } from '../node-rooms';
import { optionTables } from '../option-tables';

/** The parts of a node type's dialog, as the editor makes them of its HTML. */
function dialogOf(type: string) {
  const [, template = ''] =
    /<script type="text\/html" data-template-name=[^>]*>(.*?)<\/script>/s.exec(htmlOf(type)) ?? [];
  const { document } = new Window();
  document.body.innerHTML = template;
  return document;
}

/** A text of a dialog in English, by its key: `coupa-poll.unit.seconds`. */
function textOf(type: string, key: string): unknown {
  let found: unknown = JSON.parse(readFileSync(labelsOf(type, 'en-US'), 'utf8'));
  for (const part of key.split('.')) found = (found as Record<string, unknown>)?.[part];
  return found;
}

for (const [type, table] of Object.entries(optionTables)) {
  describe(`The dialog of ${type}`, () => {
    const dialog = dialogOf(type);
    const prefix = ['coupa-config', 'coupa-fleet'].includes(type) ? 'node-config-input-' : 'node-input-';
    const fieldOf = (name: string) => dialog.getElementById(`${prefix}${name}`);

    for (const [name, option] of Object.entries(table)) {
      it(`has a field for ${name} that holds what it may be`, () => {
        const field = fieldOf(name);
        assert.ok(field, `a field for ${name}`);
        const isCheckbox = field.getAttribute('type') === 'checkbox';
        assert.equal(isCheckbox, option.kind === 'flag', 'a checkbox is for yes and no');
        const offered = Array.from(field.querySelectorAll('option'), (one) => one.getAttribute('value'));
        const choices =
          option.kind === 'choice' ? [...option.choices, ...(option.byMessage ? [''] : [])] : [];
        assert.deepEqual(offered, choices);
        if (option.kind !== 'number') return;
        for (const bound of ['min', 'max'] as const)
          assert.ok(
            Number(field.getAttribute(bound) ?? option[bound]) === option[bound],
            `${bound} of ${name}`,
          );
        const key = field.parentElement?.querySelector('[data-i18n*=".unit."]')?.getAttribute('data-i18n');
        const unit = key ? String(textOf(type, key)).split(/[ ;]/)[0] : undefined;
        // A page is counted in records, and so says its field alone.
        assert.equal(
          unit,
          option.unit ?? (name === 'pageSize' ? 'records' : undefined),
          `the unit of ${name}`,
        );
      });
    }

    it('has no field for anything else', () => {
      const credentials = [...credentialNames, ...Object.keys(fleetCredentials), 'signatureKey'];
      const fields = Array.from(dialog.querySelectorAll('input, select'), ({ id }) => id)
        .filter((id) => id.startsWith(prefix))
        .map((id) => id.slice(prefix.length));
      assert.deepEqual(
        fields.filter((name) => !(name in table) && !credentials.includes(name)),
        [],
      );
    });
  });
}
