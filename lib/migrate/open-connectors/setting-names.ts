import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { asObject, type OutsideObject } from '../pasted/outside-value';
import { isPollerEntry } from './poller-entry';
import { settingNames } from './read-settings';

const names = new Map([...settingNames].map((name) => [folded(name), name]));

/** What the names of settings begin with, where a program made objects of their points. */
const beginnings = /^(?:event|filter|oauth|api)$/i;

const deepest = 4;

function folded(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}

/**
 * An instance's settings by the names that the reference gives them, whatever their spelling (`event_poller_configuration`) or
 * nesting (`{"event":{"poller":{"configuration":…}}}`). What is none keeps its name.
 */
export function byTheirNames(settings: OutsideObject, findings: Findings): OutsideObject {
  const found: OutsideObject = {};
  for (const [key, value] of Object.entries(settings)) {
    for (const [name, one] of settingsBelow(key, value, deepest)) {
      if (name !== key && name in settings) continue;
      found[name] = one;
      if (name !== key) {
        findings
          .under(key)
          .mended('key-name', phrase`Keys were read by the names the reference gives them.`, key, name);
      }
    }
  }
  return found;
}

function settingsBelow(key: string, value: unknown, levels: number): [string, unknown][] {
  const name = names.get(folded(key));
  if (name !== undefined) return [[name, value]];
  const object = asObject(value);
  // Its resources stand where its settings should.
  if (folded(key) === 'eventpoller' && object !== undefined && Object.values(object).some(isPollerEntry))
    return [['event.poller.configuration', value]];
  const isNested = object !== undefined && levels > 0 && (levels < deepest || beginnings.test(key));
  if (!isNested) return [[key, value]];
  const below = Object.entries(object).flatMap(([inner, one]) =>
    settingsBelow(`${key}.${inner}`, one, levels - 1),
  );
  return below.some(([inner]) => settingNames.has(inner)) ? below : [[key, value]];
}
