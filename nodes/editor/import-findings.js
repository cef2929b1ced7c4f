import { icon, make } from './dom.js';

/** Keys that every configuration has, and that tell nobody where to look. */
const wrappers = [
  'configuration',
  'event.poller.configuration',
  'datesConfiguration',
  'settings',
  'import_config',
  'results',
];

/** What weighs most comes first; only what wants something of the user is unfolded. */
const severities = [
  { severity: 'error', sign: 'times-circle', open: true },
  { severity: 'manual', sign: 'hand-o-right', open: true },
  { severity: 'check', sign: 'eye', open: true },
  { severity: 'unsupported', sign: 'ban', open: false },
  { severity: 'mended', sign: 'wrench', open: false },
];

/**
 * What was found in a pasted configuration, a folding list for each severity. The same finding at several places is one.
 *
 * @param {{ severity: string, about?: string, path: string, message: string, was?: string, now?: string }[]} findings
 * @param {Function} say
 * @returns {HTMLElement[]}
 */
export function findingLists(findings, say) {
  return severities.flatMap(({ severity, sign, open }) => {
    const entries = together(findings.filter((finding) => finding.severity === severity));
    if (entries.length === 0) return [];
    const title = say(`import.severity.${severity}`, { number: entries.length });
    return [
      make(
        'details',
        { class: `coupa-section coupa-findings coupa-${severity}`, open },
        make('summary', {}, make('span', { class: 'coupa-section-title' }, icon(sign), ` ${title}`)),
        make('ul', {}, ...entries.map(entry)),
      ),
    ];
  });
}

/** Findings that say the same, with all their places. */
function together(findings) {
  const byMessage = new Map();
  for (const finding of findings) {
    const known = byMessage.get(finding.message);
    const place = placeOf(finding);
    if (known) known.places.push(place);
    else byMessage.set(finding.message, { ...finding, places: [place] });
  }
  return [...byMessage.values()];
}

function entry({ message, was, now, places }) {
  const where = [...new Set(places)].filter(Boolean);
  return make(
    'li',
    {},
    make('span', {}, message),
    where.length > 0 ? make('span', { class: 'coupa-where' }, `(${where.join(', ')})`) : undefined,
    places.length === 1 && was !== undefined && now !== undefined ? change(was, now) : undefined,
  );
}

function change(was, now) {
  return make(
    'span',
    { class: 'coupa-change' },
    make('del', {}, was),
    ' ',
    icon('long-arrow-right'),
    ' ',
    make('ins', {}, now),
  );
}

/** Where to look: of several configurations in one text which one, and the place in it. */
function placeOf({ about, path }) {
  return [about, lastKeys(path)].filter(Boolean).join(': ');
}

/** The end of a JSON Pointer, as far as it tells a user where to look: `accounts › url`. */
function lastKeys(pointer) {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys
    .filter((key) => !wrappers.includes(key) && !/^\d+$/.test(key))
    .slice(-2)
    .join(' › ');
}
