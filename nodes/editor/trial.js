import { ask, lastAnswer } from './ask.js';
import { icon, isOccupied, make, occupy, verdict } from './dom.js';
import { connectionVariable, offerConnections } from './instance-connection.js';
import { localTime } from './local-time.js';

/**
 * Lets a button fetch the first records there are, and shows them beside what a message would say of them.
 *
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} place
 * @param {{ say: Function, path: string, body: (connection?: string) => object, ready: () => string | undefined, connection: () => string }} options
 *   `body`: what is asked, of another connection where one is given; `ready`: what has to be done first; `connection`: what the
 *   field of the connection says
 * @returns {() => void} puts away what was found, or is being asked for: it does not fit the fields any more
 */
export function tryIt(button, place, { say, path, body, ready, connection }) {
  const answered = lastAnswer((answer) => {
    occupy(button, false);
    place.replaceChildren(...describe(answer, say));
    // At 200 % it would come below the edge, and pressing would seem to do nothing.
    place.firstElementChild.scrollIntoView({ block: 'nearest' });
  });
  const begin = (other) => {
    // The button that was pressed may go away.
    button.focus();
    occupy(button, true);
    place.replaceChildren(make('p', { class: 'coupa-busy' }, icon('spinner fa-spin'), ` ${say('try.busy')}`));
    answered(() => ask('POST', path, body(other)));
  };
  button.addEventListener('click', () => {
    if (isOccupied(button)) return;
    const first = ready();
    if (first !== undefined) {
      place.replaceChildren(verdict('warning', first));
      return;
    }
    const variable = connectionVariable(connection());
    if (variable === undefined) begin();
    else place.replaceChildren(offerConnections(variable, say, begin));
  });
  return () => {
    answered.drop();
    occupy(button, false);
    place.replaceChildren();
  };
}

function describe(answer, say) {
  if (answer.failure)
    return [verdict('error', say(answer.failure.isForbidden ? 'try.forbidden' : 'try.failed'))];
  if (answer.error) {
    const { code, message } = answer.error;
    return [verdict('error', say(`errors.${code}`), message)];
  }
  const { records, milliseconds, emptySince } = answer;
  if (records.length === 0) return [verdict('warning', say('try.none'), say('try.noneCure'))];
  const lead =
    emptySince === undefined
      ? say('try.found', { time: milliseconds })
      : say('try.older', { time: localTime(emptySince) });
  // A screen reader announces that they came, and does not read out whole records.
  const shown = records.map((record, index) => show(record, index, say));
  return [make('p', {}, lead), make('div', { 'aria-live': 'off' }, ...shown)];
}

function show({ payload, eventType, id, updatedAt, createdAt, problem }, index, say) {
  const dates = [
    updatedAt && say('try.updated', { time: localTime(updatedAt) }),
    createdAt !== updatedAt && createdAt && say('try.created', { time: localTime(createdAt) }),
  ].filter(Boolean);
  const badge = problem ? say('try.unreadable') : eventType;
  const name = typeof payload?.name === 'string' ? [payload.name] : [];
  const summary = make(
    'summary',
    {},
    badge && make('span', { class: 'coupa-badge' }, badge),
    make('strong', {}, id === undefined ? say('try.noId') : `${say('try.id')} ${id}`),
    ...[...name, ...dates].map((text) => make('span', {}, text)),
  );
  return make(
    'details',
    { class: 'coupa-record', open: index === 0 },
    summary,
    ...(problem ? [verdict('error', say('try.unreadable'), problem)] : []),
    make('pre', { tabindex: '0', 'aria-label': say('try.record') }, JSON.stringify(payload, undefined, 2)),
  );
}
