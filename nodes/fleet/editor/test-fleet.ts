import type { Said } from '../../../lib/base/text/said';
import type { Refusal } from '../../admin/answers';
import { type Answer, AskFailed, ask } from '../../editor/ask/ask';
import { lastAnswer, type Outcome } from '../../editor/ask/last-answer';
import { textIn } from '../../editor/fields/field';
import { busyLine, isOccupied, occupy } from '../../editor/page/busy';
import { factList, make } from '../../editor/page/make';
import { part, place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';

type Report = Answer<'test-fleet'>;
type Tested = Report | Said<Refusal>;

/** Lets the button try the engine that the dialog names, and tells beside it what was found. */
export function testFleet(dialog: HTMLElement, id: string, say: Say): void {
  const button = part(dialog, '#coupa-fleet-test', HTMLButtonElement);
  const report = place(dialog, '#coupa-fleet-report');
  const answered = lastAnswer<Tested>((outcome) => {
    occupy(button, false);
    report.replaceChildren(...describe(outcome, say));
    report.firstElementChild?.scrollIntoView({ block: 'nearest' });
  });
  // What was found is no longer what the fields say.
  const forget = () => {
    answered.drop();
    occupy(button, false);
    report.replaceChildren();
  };
  dialog.addEventListener('input', forget);
  $(dialog).on('change', forget);
  button.addEventListener('click', () => {
    if (isOccupied(button)) return;
    occupy(button, true);
    report.replaceChildren(busyLine(say('test.busy')));
    void answered(() => ask({ path: 'test-fleet', body: { fleet: fieldsOf(id) } }));
  });
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

function describe(outcome: Outcome<Tested>, say: Say): HTMLElement[] {
  if (!('answer' in outcome)) {
    const isForbidden = outcome.failure instanceof AskFailed && outcome.failure.isForbidden;
    return [verdict('error', say(isForbidden ? 'test.forbidden' : 'test.failed'))];
  }
  const { answer } = outcome;
  if (answer.error) return [verdict('error', say('test.refused'), answer.error.message)];
  const warnings = [
    answer.isLogged ? undefined : verdict('warning', say('test.unlogged'), say('test.unloggedCure')),
    answer.isEncrypted ? undefined : verdict('warning', say('test.open'), say('test.openCure')),
  ];
  return [verdict('ok', say('test.ok')), ...warnings.filter((one) => one !== undefined), facts(answer, say)];
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
