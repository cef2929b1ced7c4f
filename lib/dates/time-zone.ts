import type { Zone as LuxonZone } from 'luxon';
import { dayMs, midnight } from './calendar';
import { shortNames } from './short-names';

/** What luxon knows of a zone: offsets are minutes east of Greenwich. */
export type Rules = Pick<LuxonZone, 'isUniversal' | 'offset' | 'offsetName'>;

/** Offsets and names of one time zone. Times are epoch milliseconds, offsets milliseconds east of Greenwich. */
export class Zone {
  /** By UTC day: the offset of the whole day, or `undefined` where it changes within it. */
  private readonly days = new Map<number, number | undefined>();
  private spellings: ReadonlyMap<string, boolean> | undefined;
  private present: PresentNames | undefined;

  constructor(
    /** The name it was asked for by, in Java's spelling. */
    readonly name: string,
    private readonly luxon: Rules,
    private readonly fixedNames?: { short: string; long: string },
  ) {}

  /** The offset at an instant, milliseconds. */
  offset(epochMs: number): number {
    if (this.luxon.isUniversal) return this.luxon.offset(epochMs) * 60_000;
    const day = Math.floor(epochMs / dayMs);
    if (!this.days.has(day)) this.rememberDay(day);
    return this.days.get(day) ?? this.luxonOffset(epochMs);
  }

  /**
   * The instant at which clocks in the zone show `localMs` (a wall-clock time counted as if it were UTC). As Java does: a
   * time that occurs twice is the second one, a time that a clock skips counts from before the change.
   */
  instant(localMs: number): number {
    const [earlier, later] = this.candidates(localMs);
    if (earlier === later) return earlier;
    const first = this.offset(earlier) === localMs - earlier;
    const second = this.offset(later) === localMs - later;
    return first && !second ? earlier : later;
  }

  /** The instants that a wall-clock time can mean, in ascending order; equal unless the offset changes within a day of it. */
  candidates(localMs: number): [number, number] {
    const before = localMs - this.offset(localMs - dayMs);
    const after = localMs - this.offset(localMs + dayMs);
    return before <= after ? [before, after] : [after, before];
  }

  /** What Java prints for `z`: `PDT`. */
  shortName(epochMs: number): string {
    if (this.fixedNames !== undefined) return this.fixedNames.short;
    const long = this.longName(epochMs);
    if (long.startsWith('GMT')) return gmtName(this.offset(epochMs));
    return shortNames[long] ?? initials(long);
  }

  /** What Java prints for `zzzz`: `Pacific Daylight Time`. Java knows one pair of names for all times, `Intl` those of each time. */
  longName(epochMs: number): string {
    if (this.fixedNames !== undefined) return this.fixedNames.long;
    const present = this.presentNames();
    const isDaylight = this.offset(epochMs) > this.standardOffset(epochMs);
    const name = (isDaylight ? present.daylight : present.standard) ?? this.nameAt(epochMs);
    return name.startsWith('GMT') ? gmtName(this.offset(epochMs)) : name;
  }

  /**
   * The offset that one of the zone's own names, in lower case, stands for about the time `localMs`; `undefined` if it is not
   * its name. `PST` in July is Pacific time without daylight saving, as in Java.
   */
  offsetNamed(name: string, localMs: number): number | undefined {
    const isDaylight = this.names.get(name);
    if (isDaylight === undefined) return undefined;
    return this.standardOffset(localMs) + (isDaylight ? this.presentNames().saving : 0);
  }

  /** The zone's names, short and long, in lower case; `true` for those of daylight saving. */
  get names(): ReadonlyMap<string, boolean> {
    this.spellings ??= this.collectNames();
    return this.spellings;
  }

  private collectNames(): ReadonlyMap<string, boolean> {
    const names = new Map<string, boolean>();
    for (const year of [1971, 1985, 1995, 2005, 2015, namesYear]) {
      for (const instant of [Date.UTC(year, 0, 1), Date.UTC(year, 6, 1)]) {
        const isDaylight = this.offset(instant) > this.standardOffset(instant);
        names.set(this.shortName(instant).toLowerCase(), isDaylight);
        names.set(this.longName(instant).toLowerCase(), isDaylight);
      }
    }
    return names;
  }

  private presentNames(): PresentNames {
    this.present ??= this.readPresentNames();
    return this.present;
  }

  private readPresentNames(): PresentNames {
    const instants = [Date.UTC(namesYear, 0, 1), Date.UTC(namesYear, 6, 1)];
    const [winter = 0, summer = 0] = instants.sort((a, b) => this.offset(a) - this.offset(b));
    const saving = this.offset(summer) - this.offset(winter);
    if (saving === 0) return { standard: this.nameAt(winter), saving: 3_600_000 };
    return { standard: this.nameAt(winter), daylight: this.nameAt(summer), saving };
  }

  private nameAt(epochMs: number): string {
    return this.luxon.offsetName(epochMs, { format: 'long', locale: 'en-US' }) ?? 'GMT';
  }

  private standardOffset(epochMs: number): number {
    const year = new Date(epochMs).getUTCFullYear();
    return Math.min(this.offset(midnight(year, 1, 1)), this.offset(midnight(year, 7, 1)));
  }

  /** `Intl` takes microseconds for one answer, too long for two dates per record; few days have a change of offset. */
  private rememberDay(day: number): void {
    if (this.days.size >= 10_000) this.days.clear();
    const first = this.luxonOffset(day * dayMs);
    const last = this.luxonOffset((day + 1) * dayMs);
    this.days.set(day, first === last ? first : undefined);
  }

  private luxonOffset(epochMs: number): number {
    return Math.round(this.luxon.offset(epochMs) * 60_000);
  }
}

/** An offset as Java names a zone that is nothing else: `GMT+05:30`. */
export function gmtName(offsetMs: number): string {
  const minutes = Math.trunc(Math.abs(offsetMs) / 60_000);
  if (minutes === 0) return 'GMT';
  const hh = String(Math.trunc(minutes / 60)).padStart(2, '0');
  return `GMT${offsetMs < 0 ? '-' : '+'}${hh}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The names a zone bears now, and the milliseconds by which daylight saving moves its clocks. */
interface PresentNames {
  standard: string;
  daylight?: string;
  saving: number;
}

/** Any year of the present rules: names must not change with the day they are asked for. */
const namesYear = 2025;

function initials(longName: string): string {
  return (longName.match(/\b[A-Z]/g) ?? []).join('');
}
