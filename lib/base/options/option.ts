/** A text; absent and empty mean the default. */
export interface TextOption {
  readonly kind: 'text';
  readonly default: string;
  /** Whether the editor marks a node that lacks it. */
  readonly required?: boolean;
}

/** A path into a record; absent means the default, empty means that there is none. */
export interface PathOption {
  readonly kind: 'path';
  readonly default: string;
}

/** Yes or no. */
export interface FlagOption {
  readonly kind: 'flag';
  readonly default: boolean;
}

/** One of some words. */
export interface ChoiceOption<
  Choice extends string = string,
  ByMessage extends boolean = boolean,
  Default extends string = string,
> {
  readonly kind: 'choice';
  /** One of the choices; it may be empty where the message may say which. */
  readonly default: Default;
  readonly choices: readonly Choice[];
  /** Whether it may be empty: then the message says which. */
  readonly byMessage: ByMessage;
}

/** What a number counts, as pages and dialogs say it. */
export type Unit = 'seconds' | 'minutes' | 'hours' | 'records' | 'times' | 'objects' | 'MiB';

/** A number. Durations are stored in their unit and read in milliseconds. */
export interface NumberOption {
  readonly kind: 'number';
  readonly default: number;
  readonly unit?: Unit;
  readonly min: number;
  /** `Number.MAX_SAFE_INTEGER`: there is no limit. */
  readonly max: number;
  /** What a number above 0 is at least, where 0 has a meaning of its own; else 0. */
  readonly leastAboveZero: number;
  readonly isWhole: boolean;
  /** What a stored number is multiplied with when it is read. */
  readonly factor: number;
}

/** What Node-RED, or the node around the settings, reads by itself. */
export interface NodeOption {
  readonly kind: 'node';
  readonly default: string;
  /** The type of the configuration node that is chosen. */
  readonly type?: string;
  /** Whether the editor marks a node that lacks it; absent: Node-RED's own rule. */
  readonly required?: boolean;
}

/** One property of a node type: what it may be, and what it is where a flow does not say. */
export type Option = TextOption | PathOption | FlagOption | ChoiceOption | NumberOption | NodeOption;

/** The properties of a node type, in the order in which a flow file has them. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What is read of an option. */
type Value<One extends Option> = One extends NumberOption
  ? number
  : One extends FlagOption
    ? boolean
    : One extends ChoiceOption<infer Choice, infer ByMessage>
      ? Choice | (ByMessage extends true ? undefined : never)
      : string;

/** The settings that are read of a table; durations in milliseconds. What the node reads by itself is not among them. */
export type Read<Table extends OptionTable> = {
  -readonly [Name in keyof Table as Table[Name] extends NodeOption ? never : Name]: Value<Table[Name]>;
};

/** What a flow stores of a table once each property is there; durations in their unit. */
export type Stored<Table extends OptionTable> = {
  -readonly [Name in keyof Table]: Exclude<Value<Table[Name]>, undefined>;
};

/** Where a number ends. */
interface Bounds {
  min: number;
  /** Default: there is no limit. */
  max?: number;
  /** See `NumberOption`. */
  leastAboveZero?: number;
}

/** The least number above 0: a lower bound for what may be anything but 0 and less. */
export const aboveZero = Number.MIN_VALUE;

const ofNumber = { kind: 'number', isWhole: false, factor: 1 } as const;

function boundsOf({ min, max = Number.MAX_SAFE_INTEGER, leastAboveZero = 0 }: Bounds): Required<Bounds> {
  return { min, max, leastAboveZero };
}

/** A text. */
export function text(byDefault: string): TextOption {
  return { kind: 'text', default: byDefault };
}

/** A text that each node has to have. */
export function requiredText(): TextOption {
  return { kind: 'text', default: '', required: true };
}

/** A path into a record. */
export function path(byDefault: string): PathOption {
  return { kind: 'path', default: byDefault };
}

/** Yes or no. */
export function flag(byDefault: boolean): FlagOption {
  return { kind: 'flag', default: byDefault };
}

/** One of some words. */
export function oneOf<const Choice extends string>(
  choices: readonly Choice[],
  byDefault: NoInfer<Choice>,
): ChoiceOption<Choice, false, Choice> {
  return { kind: 'choice', default: byDefault, choices, byMessage: false };
}

/** One of some words; where it is empty, the message says which. */
export function oneOfOrByMessage<const Choice extends string, const Default extends Choice | ''>(
  choices: readonly Choice[],
  byDefault: Default,
): ChoiceOption<Choice, true, Default> {
  return { kind: 'choice', default: byDefault, choices, byMessage: true };
}

/** A number that may have a fraction. */
export function number(byDefault: number, bounds: Bounds): NumberOption {
  return { ...ofNumber, default: byDefault, ...boundsOf(bounds) };
}

/** A whole number. */
export function count(byDefault: number, bounds: Bounds, unit?: Unit): NumberOption {
  return { ...ofNumber, default: byDefault, ...boundsOf(bounds), isWhole: true, unit };
}

/** A duration that is stored in seconds and read in milliseconds. */
export function seconds(byDefault: number, bounds: Bounds): NumberOption {
  return { ...ofNumber, default: byDefault, ...boundsOf(bounds), unit: 'seconds', factor: 1000 };
}

/** A duration that is stored in minutes and read in milliseconds. */
export function minutes(byDefault: number, bounds: Bounds): NumberOption {
  return { ...ofNumber, default: byDefault, ...boundsOf(bounds), unit: 'minutes', factor: 60_000 };
}

/** A duration that is stored in hours and read in milliseconds. */
export function hours(byDefault: number, bounds: Bounds): NumberOption {
  return { ...ofNumber, default: byDefault, ...boundsOf(bounds), unit: 'hours', factor: 3_600_000 };
}

/** A size that is stored in MiB and read in bytes. */
export function mebibytes(byDefault: number, bounds: Bounds): NumberOption {
  return { ...ofNumber, default: byDefault, ...boundsOf(bounds), unit: 'MiB', factor: 1024 * 1024 };
}

/** What the node reads by itself. */
export function forNode(byDefault: string): NodeOption {
  return { kind: 'node', default: byDefault };
}

/** A configuration node of a type. */
export function configNode(type: string, required: boolean): NodeOption {
  return { kind: 'node', default: '', type, required };
}
