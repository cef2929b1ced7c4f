import type { Answer } from '../../editor/ask/ask';
import { AskingButton } from '../../editor/ask/asking-button';
import { textIn } from '../../editor/fields/field';
import { factList, make } from '../../editor/page/make';
import { part, place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';

type Report = Answer<'test-fleet'>;

/** Lets the button try the engine that the dialog names, and tells beside it what was found. */
export function testFleet(dialog: HTMLElement, id: string, say: Say): void {
  const button = part(dialog, '#coupa-fleet-test', HTMLButtonElement);
  const asking = new AskingButton(button, place(dialog, '#coupa-fleet-report'), {
    path: 'test-fleet',
    texts: { busy: say('test.busy'), forbidden: say('test.forbidden'), failed: say('test.failed') },
    refused: () => say('test.refused'),
    describe: (report) => describe(report, say),
  });
  // What was found is no longer what the fields say.
  dialog.addEventListener('input', asking.forget);
  $(dialog).on('change', asking.forget);
  asking.onPress(() => asking.ask({ fleet: fieldsOf(id) }));
}

function fieldsOf(id: string): object {
  const value = (name: string) => textIn(name, 'node-config-input-');
  const tls = value('tls');
  return {
    id,
    url: value('url'),
    sentinel: value('sentinel'),
    prefix: value('prefix'),
    // The choice has an entry that is no node.
    tls: tls === '_ADD_' ? '' : tls,
    credentials: { username: value('username'), password: value('password') },
  };
}

function describe(report: Report, say: Say): HTMLElement[] {
  const warnings = [
    report.isLogged ? undefined : verdict('warning', say('test.unlogged'), say('test.unloggedCure')),
    report.isEncrypted ? undefined : verdict('warning', say('test.open'), say('test.openCure')),
  ];
  return [verdict('ok', say('test.ok')), ...warnings.filter((one) => one !== undefined), facts(report, say)];
}

function facts(
  { version, milliseconds, isLogged, evictionPolicy, instances, leaders }: Report,
  say: Say,
): HTMLElement {
  const leader = ({ poll, leader: name }: Report['leaders'][number]) =>
    make('div', {}, `${poll}: ${name ?? say('test.unled')}`);
  return factList([
    [say('test.engine'), say('test.engineValue', { version, time: milliseconds })],
    [say('test.log'), say(isLogged ? 'test.logged' : 'test.notLogged')],
    [say('test.policy'), evictionPolicy || '–'],
    [say('test.instances'), instances.join(', ') || say('test.nobody')],
    leaders.length === 0 ? undefined : [say('test.leaders'), make('span', {}, ...leaders.map(leader))],
  ]);
}
