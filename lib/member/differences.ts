import { isObject } from '../base/form';
import { type Phrase, phrase } from '../base/text/phrase';
import type { PolledSource } from './leading';

/**
 * What two instances of one poll have differently, as people are told.
 *
 * @param its what the leading one says that it polls; of another version, it may say something else.
 * @param own what this one would poll.
 */
export function differences(
  { key, leader }: { key: string; leader: string },
  its: unknown,
  own: PolledSource,
): Phrase[] {
  if (!isObject(its) || typeof its['url'] !== 'string') return [];
  const notices: Phrase[] = [];
  const other = differencesOf(its['settings'], own.settings);
  if (other !== '')
    notices.push(
      phrase`The instance ${leader}, which polls for the fleet key ${key}, and this one are set up differently (there / here): ${other}. A record is settled as the instance says that gets it, and the rest goes by ${leader} while it leads. Deploy the same flow on both.`,
    );
  if (its['url'] !== own.url || its['resource'] !== own.resource)
    notices.push(
      phrase`The instance ${leader}, which polls for the fleet key ${key}, asks for ${its['url']} (${String(its['resource'])}), and this one would ask for ${own.url} (${own.resource}). What ${leader} asks for counts while it leads. Deploy the same flow on both, or give the two nodes different fleet keys.`,
    );
  return notices;
}

/** What differs of two instances' settings, by name; what only one of them knows is not told: it may be of another version. */
function differencesOf(there: unknown, here: Readonly<Record<string, string>>): string {
  if (!isObject(there)) return '';
  return Object.entries(here)
    .filter(([name, value]) => typeof there[name] === 'string' && there[name] !== value)
    .map(([name, value]) => `${name}: ${String(there[name])} / ${value}`)
    .join(', ');
}
