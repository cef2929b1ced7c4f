import type { Locator } from 'playwright-core';
import { pasted } from '../../unit/migrate/pasted';
import type { Editor } from '../harness';
import { ImportDialog } from '../harness/import-dialog';
import { answer, history, preview, rehearsal, reports } from './answers';

/** Brings about what is to be seen, and answers the part of the page to take; default: all of it. */
export type Shot = (editor: Editor) => Promise<Locator | undefined>;

const tray = ({ page }: Editor) => page.locator('.red-ui-tray').last();

async function openPoll(editor: Editor, id = 'poll'): Promise<void> {
  await editor.open(id);
  await editor.page.locator('#coupa-poll-preview > *').first().waitFor();
  await editor.page.locator('#coupa-poll-resource-facts > *').first().waitFor();
}

/** The poll's dialog, in a state. */
function poll(bring: (editor: Editor) => Promise<unknown>, id = 'poll'): Shot {
  return async (editor) => {
    await openPoll(editor, id);
    await bring(editor);
    return tray(editor);
  };
}

const unfold = (editor: Editor, section: string) =>
  editor.page.locator(`[data-coupa-section="${section}"] > summary`).press('Enter');

const section = (name: string): Shot => poll((editor) => unfold(editor, name));

/** Types a URL, and waits for its preview. */
async function typeUrl(editor: Editor, url: string, shown: string): Promise<void> {
  await unfold(editor, 'query');
  await editor.field('node-input-url').fill(url);
  await editor.page.locator(`#coupa-poll-preview ${shown}`).first().waitFor();
}

function tried(path: string, body: object | undefined, shown: string): Shot {
  return poll(async (editor) => {
    if (body) await answer(editor.page, path, body);
    await editor.field('coupa-poll-try').click();
    await editor.page.locator(`#coupa-poll-trial ${shown}`).first().waitFor();
  });
}

/** The connection's dialog, from the poll's, in a state. */
function connection(bring: (editor: Editor) => Promise<unknown>): Shot {
  return async (editor) => {
    await openPoll(editor);
    await editor.editConfiguration('connection');
    await bring(editor);
    return tray(editor);
  };
}

const signedInWith = (kind: string): Shot =>
  connection((editor) => editor.field('node-config-input-authentication').selectOption(kind));

const tested = (report: object | undefined): Shot =>
  connection(async (editor) => {
    if (report) await answer(editor.page, 'test-connection', report);
    await editor.field('coupa-config-test').click();
    await editor.page.locator('#coupa-config-report .coupa-verdict').first().waitFor();
  });

function cso(operation: string, object: string, bring?: (editor: Editor) => Promise<unknown>): Shot {
  return async (editor) => {
    await editor.open('cso');
    await editor.field('node-input-operation').selectOption(operation);
    await editor.field('node-input-object').selectOption(object);
    await bring?.(editor);
    return tray(editor);
  };
}

/** The dialog of a record node, in a state. */
function record(operation: string, resource: string, bring?: (editor: Editor) => Promise<unknown>): Shot {
  return async (editor) => {
    await editor.open('record');
    await editor.field('node-input-resource').fill(resource);
    await editor.field('node-input-resource').press('Tab');
    await editor.page.locator('#coupa-record-resource-facts > *').first().waitFor();
    await editor.field('node-input-operation').selectOption(operation);
    await bring?.(editor);
    return tray(editor);
  };
}

/** The same once what it would write was shown. */
const rehearsed = (payload: string, shown: string, body?: object): Shot =>
  record('upsert', 'suppliers', async (editor) => {
    if (body) await answer(editor.page, 'dry-run', body);
    await editor.field('coupa-record-payload').fill(payload);
    await editor.field('coupa-record-rehearse').click();
    await editor.page.locator(`#coupa-record-rehearsal ${shown}`).first().waitFor();
  });

const csoTried: Shot = cso('list', 'events', async (editor) => {
  const records = [1, 2, 3].map((id) => ({
    id: String(id),
    payload: { id: String(id), name: `Freight ${id}`, state: 'Setup' },
  }));
  await answer(editor.page, 'try-cso', { records, milliseconds: 87 });
  await editor.field('coupa-cso-try').click();
  await editor.page.locator('#coupa-cso-trial .coupa-record').first().waitFor();
});

function imported(text: string, shown: string): Shot {
  return async (editor) => {
    const dialog = await ImportDialog.fromMenu(editor);
    if (text) {
      await dialog.type(text);
      await editor.page.locator(shown).first().waitFor();
    }
    return editor.page.locator('.coupa-import-dialog');
  };
}

const help =
  (type: string): Shot =>
  async (editor) => {
    const width = editor.page.viewportSize()?.width ?? 0;
    await editor.page.setViewportSize({ width, height: 3600 });
    await editor.page.evaluate(`RED.sidebar.help.show('${type}')`);
    await editor.page.locator('.red-ui-help h3').first().waitFor();
    // All of it, as wide as the sidebar: there it would have to be scrolled.
    await editor.page
      .locator('.red-ui-help:has(h3):not(:has(.red-ui-help))')
      .first()
      .evaluate((help) => {
        const whole = help.cloneNode(true) as HTMLElement;
        whole.id = 'coupa-whole-help';
        whole.style.cssText =
          'position: fixed; inset: 0 auto auto 0; width: 320px; height: auto; overflow: visible; z-index: 9999; padding: 10px; background: var(--red-ui-secondary-background)';
        document.body.append(whole);
      });
    return editor.page.locator('#coupa-whole-help');
  };

/** The pictures of the gallery, by name. */
export const shots: Record<string, Shot> = {
  canvas: async () => undefined,
  palette: async ({ page }) => {
    await page.locator('.red-ui-palette-node[data-palette-type="coupa-poll"]').scrollIntoViewIfNeeded();
    return page.locator('#red-ui-palette-container');
  },
  'help-config': help('coupa-config'),
  'help-poll': help('coupa-poll'),
  'help-cso': help('coupa-cso-events'),
  'help-record': help('coupa-record'),
  'help-fleet': help('coupa-fleet'),
  'poll-fresh': poll(async () => undefined),
  'poll-list': poll(async ({ page }) => {
    await page.locator('#node-input-resource').fill('');
    await page.locator('#node-input-resource').pressSequentially('inv');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
  }),
  'poll-date': poll(async ({ page }) => {
    await page.locator('#node-input-start').selectOption('date');
    await page.locator('#coupa-poll-preview .coupa-verdict').waitFor();
  }),
  'poll-query': section('query'),
  'poll-fields': section('fields'),
  'poll-acknowledge': poll(async (editor) => {
    await unfold(editor, 'delivery');
    await editor.field('node-input-delivery').selectOption('acknowledge');
  }),
  'poll-notification': poll(async (editor) => {
    await unfold(editor, 'output');
    await editor.field('node-input-output').selectOption('notification');
  }),
  'poll-history': async (editor) => {
    await answer(editor.page, 'preview', preview(Date.now()));
    return poll(async () => {
      await unfold(editor, 'history');
      await editor.page.locator('#coupa-poll-history .coupa-facts').waitFor();
      await editor.field('coupa-poll-history').evaluate((place) => place.scrollIntoView());
    }, 'history')(editor);
  },
  'poll-undeployed': poll(async (editor) => {
    await unfold(editor, 'history');
  }, 'undeployed'),
  'poll-placeholders': poll((editor) =>
    typeUrl(
      editor,
      "/api/invoices?updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}&account-type[name]={{msg.account}}&status[in]=approved,paid",
      'mark:nth-of-type(2)',
    ),
  ),
  'poll-mistake': poll((editor) =>
    typeUrl(editor, '/api/invoices?updated-at[gt]=${dat:yyyy}&status=approved', '.coupa-wrong'),
  ),
  'poll-filters': poll(async (editor) => {
    await unfold(editor, 'query');
    for (const index of [0, 1]) {
      await editor.field('coupa-poll-add-filter').click();
      await editor.page
        .locator('.coupa-filter input[type="text"]')
        .nth(index)
        .fill(index === 0 ? 'approved' : '4711');
    }
    await editor.page.locator('#coupa-poll-builder summary').click();
    await editor.page.locator('#coupa-poll-builder input[type="checkbox"]:enabled').nth(2).uncheck();
    await editor.page.locator('#coupa-poll-preview', { hasText: 'status=approved' }).waitFor();
    await editor.field('coupa-poll-add-filter').scrollIntoViewIfNeeded();
  }),
  'poll-tried': tried('try', undefined, '.coupa-record'),
  'poll-try-error': tried(
    'try',
    {
      error: {
        code: 'COUPA_FORBIDDEN',
        message: 'Reading invoices: Coupa answered 403. The client lacks the scope core.invoice.read.',
      },
    },
    '.coupa-verdict',
  ),
  'poll-try-empty': tried('try', { records: [], milliseconds: 80 }, '.coupa-verdict'),
  'poll-changed': poll(async (editor) => {
    for (const [name, value] of [
      ['pageSize', '25'],
      ['overlap', '600'],
      ['idField', 'number'],
    ] as const) {
      await editor.field(`node-input-${name}`).evaluate((field, text) => {
        (field as HTMLInputElement).value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }, value);
    }
    await editor.field('node-input-interval').fill('soon');
    await editor.field('node-input-name').focus();
    await editor.page.locator('#coupa-poll-preview .coupa-verdict').waitFor();
  }),
  'poll-tip': async (editor) => {
    await openPoll(editor);
    await editor.field('node-input-resource').focus();
    await editor.page.keyboard.press('Shift+Tab');
    await editor.page.locator('.coupa-tip-text').waitFor();
    return undefined;
  },
  'connection-oauth2': signedInWith('oauth2'),
  'connection-apiKey': signedInWith('apiKey'),
  'connection-hub': signedInWith('openConnectors'),
  'connection-address': connection(async (editor) => {
    await editor.field('node-config-input-siteAddress').fill('https://acme.coupahost.com/invoices?x=1');
    await unfold(editor, 'cso');
    await editor.field('node-config-input-csoAddress').fill('http://acme.cso.coupahost.com');
    await editor.field('node-config-input-csoAddress').press('End');
    await editor.page.locator('#coupa-config-csoAddress-hint button').waitFor();
  }),
  'connection-scopes': connection(async (editor) => {
    await editor.field('node-config-input-scope').fill('core.invoices.read core.suplier.read');
    await editor.page.locator('#coupa-config-scopes .fa-check').first().waitFor();
  }),
  'connection-missing': connection(async (editor) => {
    for (const name of ['scope', 'clientId', 'clientSecret']) {
      await editor.field(`node-config-input-${name}`).fill('');
      await editor.field(`node-config-input-${name}`).press('End');
    }
    await editor.field('coupa-config-test').click();
    await editor.page.locator('#coupa-config-report .coupa-verdict').first().waitFor();
  }),
  'connection-all': connection(async (editor) => {
    for (const one of ['fleet', 'limits', 'cso', 'network']) await unfold(editor, one);
  }),
  ...Object.fromEntries(
    Object.entries(reports).map(([name, report]) => [`connection-test-${name}`, tested(report)]),
  ),
  'fleet-all': connection(async (editor) => {
    await unfold(editor, 'fleet');
    await editor.field('node-config-input-btn-fleet-add').press('Enter');
    await editor.field('coupa-fleet-dialog').waitFor();
    for (const one of ['engine', 'instance']) await unfold(editor, one);
  }),
  'cso-list': cso('list', 'events'),
  'cso-tried': csoTried,
  'cso-delete': cso('delete', 'markets'),
  'cso-update': cso('update', 'rows'),
  'cso-changes': cso('changes', 'fact-sheets'),
  'cso-message': cso('', ''),
  'record-fresh': async (editor) => {
    await editor.open('fresh-record');
    return tray(editor);
  },
  'record-upsert': record('upsert', 'suppliers'),
  'record-writing': record('upsert', 'suppliers', (editor) => unfold(editor, 'writing')),
  'record-list': record('list', 'invoices'),
  'record-delete': record('delete', 'suppliers', (editor) => unfold(editor, 'writing')),
  'record-mark': record('markExported', 'suppliers'),
  'record-message': record('', 'invoices'),
  'record-actions': record('action', 'invoices', async ({ page }) => {
    await page.locator('#node-input-action').click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
  }),
  'record-action': record('action', 'invoices', async ({ page }) => {
    await page.locator('#node-input-action').fill('void');
    await page.locator('#node-input-action').press('Tab');
    await page.locator('#coupa-record-action-facts:not(:empty)').waitFor();
  }),
  'record-attach': record('attach', 'invoices', (editor) => unfold(editor, 'writing')),
  'record-download': record('download', 'invoices', (editor) => unfold(editor, 'writing')),
  'record-members': record('create', 'invoices', async (editor) => {
    await unfold(editor, 'members');
    await editor.page.locator('[data-coupa-section="members"] input').fill('pay');
  }),
  'record-unknown': record('update', 'unicorns/17/horns'),
  'record-rehearsed': rehearsed('[{"name":"Acme","number":"S-1"},{"number":"S-2"}]', 'pre', rehearsal),
  'record-no-json': rehearsed('{"name": Acme}', '.coupa-verdict'),
  'import-empty': imported('', ''),
  'import-findings': imported(pasted('coupa-second'), '#coupa-import-resources'),
  'import-sage': imported(pasted('sage-example'), '#coupa-import-result > *'),
  'import-error': imported(
    'this is no configuration',
    '#coupa-import-status > :not(.coupa-busy), #coupa-import-result > *',
  ),
};

/** Lets one poll have been at work for a while, and another not be deployed yet. */
export async function prepare({ page }: Editor): Promise<void> {
  await answer(page, 'history/history', history(Date.now()));
  await page.route('**/coupa/history/undeployed', (route) => route.fulfill({ status: 404 }));
}
