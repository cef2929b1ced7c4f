import type { Finding, Severity } from '../../../lib/base/finding';
import type { Said } from '../../../lib/base/text/said';
import { icon, make } from '../page/make';
import type { Say } from '../page/say';

type SaidFinding = Said<Finding>;

/** The same finding at several places. */
interface Merged {
  message: string;
  places: string[];
  /** What the first of them changed. */
  was?: string;
  now?: string;
}

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
const severities: readonly { severity: Severity; sign: string; open: boolean }[] = [
  { severity: 'error', sign: 'times-circle', open: true },
  { severity: 'manual', sign: 'hand-o-right', open: true },
  { severity: 'check', sign: 'eye', open: true },
  { severity: 'unsupported', sign: 'ban', open: false },
  { severity: 'mended', sign: 'wrench', open: false },
];

/** What was found in a pasted configuration, a folding list for each severity. The same finding at several places is one. */
export function findingLists(findings: readonly SaidFinding[], say: Say): HTMLElement[] {
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
function together(findings: readonly SaidFinding[]): Merged[] {
  const byMessage = new Map<string, Merged>();
  for (const finding of findings) {
    const { message, was, now } = finding;
    const known = byMessage.get(message);
    if (known) known.places.push(placeOf(finding));
    else byMessage.set(message, { message, was, now, places: [placeOf(finding)] });
  }
  return [...byMessage.values()];
}

function entry({ message, was, now, places }: Merged): HTMLElement {
  const where = [...new Set(places)].filter((place) => place !== '');
  return make(
    'li',
    {},
    make('span', {}, message),
    where.length > 0 ? make('span', { class: 'coupa-where' }, `(${where.join(', ')})`) : undefined,
    places.length === 1 && was !== undefined && now !== undefined ? change(was, now) : undefined,
  );
}

function change(was: string, now: string): HTMLElement {
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
function placeOf({ about, path }: SaidFinding): string {
  return [about, lastKeys(path)].filter(Boolean).join(': ');
}

/** The end of a JSON Pointer, as far as it tells a user where to look: `accounts › url`. */
function lastKeys(pointer: string): string {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys
    .filter((key) => !wrappers.includes(key) && !/^\d+$/.test(key))
    .slice(-2)
    .join(' › ');
}
