import assert from 'node:assert/strict';
import { join } from 'node:path';
import { changesIn } from '../../../nodes/editor/fields/section-line';
import type { EditorNode, NodeDefinition } from '../../../nodes/editor/red';
import { nodeTypes, roomOf } from '../../node-rooms';
import { optionTables } from '../../option-tables';
import { answered, inBrowser, openDialog, sayKeys } from './browser';

describe('What a flow has for a property, in the dialog', () => {
  const browser = inBrowser();
  const definitions = new Map<string, NodeDefinition>();

  beforeEach(() => {
    // They register once, when they are loaded.
    if (definitions.size === 0) for (const type of nodeTypes) require(join(roomOf(type), 'editor'));
    for (const [type, definition] of browser().red.types) definitions.set(type, definition);
  });

  // What a dialog does a moment later, it does only while it is in the page.
  afterEach(() => document.body.replaceChildren());

  /** Opens a dialog as Node-RED does (`preparePropertyEditor`): what is no empty text ticks a box. */
  async function open(type: string, properties: object): Promise<EditorNode> {
    openDialog(type);
    const definition = definitions.get(type);
    assert.ok(definition);
    const node = browser().red.add({ id: 'n', type, ...properties });
    node._def = definition;
    node._ = (key, values) => sayKeys(key, values);
    for (const name of Object.keys(definition.defaults)) {
      const field = fieldOf(type, name);
      if (field?.getAttribute('type') === 'checkbox') field.checked = Boolean(node[name]);
      else if (field) field.value = String(node[name] ?? '');
    }
    definition.oneditprepare.call(node);
    for (const name of Object.keys(definition.defaults)) {
      const field = fieldOf(type, name);
      if (field) $(field).trigger('change');
    }
    await answered();
    return node;
  }

  /** What Node-RED stores for properties with Done (`editors/panes/properties.js`). */
  function done(node: EditorNode, names: readonly string[]): Record<string, unknown> {
    node._def.oneditsave?.call(node);
    return Object.fromEntries(
      names.map((name) => {
        const field = fieldOf(node.type, name);
        return [name, field?.getAttribute('type') === 'checkbox' ? field.checked : field?.value];
      }),
    );
  }

  function fieldOf(type: string, name: string): HTMLInputElement | undefined {
    const prefix = ['coupa-config', 'coupa-fleet'].includes(type) ? 'node-config-input-' : 'node-input-';
    return (document.getElementById(prefix + name) as HTMLInputElement | null) ?? undefined;
  }

  /** Ticks or unticks a box as a user does. */
  function click(box: HTMLInputElement | undefined): void {
    assert.ok(box);
    box.checked = !box.checked;
    box.dispatchEvent(new Event('change', { bubbles: true }));
  }

  for (const [type, table] of Object.entries(optionTables)) {
    const named = (kind: string) => Object.keys(table).filter((name) => table[name]?.kind === kind);
    const flags = named('flag');
    const all = (names: readonly string[], value: unknown) =>
      Object.fromEntries(names.map((name) => [name, value]));
    const boxes = () => flags.map((name) => fieldOf(type, name));

    it(`is kept for every choice of ${type} where a variable chooses`, async () => {
      const stored = all(named('choice'), '${CHOICE}');
      assert.deepEqual(done(await open(type, stored), Object.keys(stored)), stored);
    });

    if (flags.length === 0) continue;

    for (const value of ['${FLAG}', 'false', 'no', true])
      it(`is kept for every box of ${type} where it is ${JSON.stringify(value)}`, async () => {
        assert.deepEqual(done(await open(type, all(flags, value)), flags), all(flags, value));
      });

    it(`is the default for every box of ${type} where it is empty`, async () => {
      const defaults = Object.fromEntries(flags.map((name) => [name, table[name]?.default]));
      assert.deepEqual(done(await open(type, all(flags, '')), flags), defaults);
    });

    it(`shows the variable that decides beside every box of ${type}, neither on nor off`, async () => {
      await open(type, all(flags, '${FLAG}'));
      for (const box of boxes()) {
        assert.deepEqual([box?.indeterminate, box?.checked], [true, false]);
        const note = document.getElementById(`${box?.id}-decides`);
        assert.equal(note?.textContent, `${type}.flag.decides {"value":"\${FLAG}"}`);
        assert.ok(
          box
            ?.getAttribute('aria-describedby')
            ?.split(' ')
            .includes(note?.id ?? ''),
        );
      }
    });

    it(`shows a text by what it means in every box of ${type}`, async () => {
      await open(type, all(flags, 'false'));
      for (const box of boxes()) assert.deepEqual([box?.indeterminate, box?.checked], [false, false]);
    });

    for (const [value, ticked] of [
      ['${FLAG}', true],
      ['false', true],
    ] as const)
      it(`gives way to what the user ticks in every box of ${type}: ${value}`, async () => {
        const node = await open(type, all(flags, value));
        for (const box of boxes()) click(box);
        assert.equal(document.querySelector('.coupa-decides'), null);
        assert.deepEqual(done(node, flags), all(flags, ticked));
      });
  }

  it('is named in the line of a folded part', async () => {
    await open('coupa-poll', { removeNulls: '${NULLS}' });
    const section = document.querySelector('[data-coupa-section="output"]');
    assert.ok(section);
    const line = changesIn(section, { presets: { output: 'record' }, say: sayKeys, summaries: {} });
    assert.deepEqual(line, ['section.change {"label":"","value":"${NULLS}"}']);
  });

  it('opens what a variable may need: the rows of its choice, and those of marking', async () => {
    await open('coupa-poll', { start: '${START}', markExported: '${MARK}', resource: 'suppliers' });
    for (const id of ['row-startDate', 'row-markExported', 'rows-kept'])
      assert.equal(document.getElementById(`coupa-poll-${id}`)?.hidden, false, id);
  });
});
