import type { CoupaError } from '../errors';
import { type Phrase, phrase, type Text } from '../text/phrase';
import type { ChoiceOption, NumberOption, Option, OptionTable, Read, Stored } from './option';
import { isInBounds, storedNumber } from './stored-number';

/** How a node type reads what a flow stores, and how it refuses what it cannot use. */
export interface Dialect {
  /** Whether a value means the default. */
  isEmpty(value: unknown): boolean;
  /** The text of a value; `undefined` for what cannot be one. */
  textOf(value: unknown): string | undefined;
  /** What a flag says; `undefined` for what is neither yes nor no. */
  flagOf(value: unknown): boolean | undefined;
  /** What a number that is refused would have to be. */
  expectedNumber(option: NumberOption, value: unknown): Phrase;
  /** What a choice that is refused would have to be. */
  expectedChoice(choices: readonly string[]): string;
  /** @returns `COUPA_CONFIG`, naming the property, what it holds and what it has to be */
  refusal(name: string, value: unknown, expected: Text): CoupaError;
}

/**
 * Reads the properties of a node as a flow stores them; what is absent has its default.
 *
 * @throws {CoupaError} as the dialect refuses the first property that cannot work.
 */
export function readOptions<Table extends OptionTable>(
  table: Table,
  config: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): Read<Table> {
  const read = Object.entries(table)
    .filter(([, { kind }]) => kind !== 'node')
    .map(([name, option]) => [name, readOption(name, option, config[name], dialect)]);
  // By the kinds of the options, which the type is made of.
  return Object.fromEntries(read) as Read<Table>;
}

/** The same table with other defaults, where there are any: what is absent may follow from other properties. */
export function withDefaults<Table extends OptionTable>(
  table: Table,
  defaults: { [Name in keyof Table]?: Table[Name]['default'] | undefined },
): Table {
  const other = Object.entries(table).map(([name, option]) => [
    name,
    { ...option, default: defaults[name] ?? option.default },
  ]);
  return Object.fromEntries(other) as Table;
}

/** What a flow stores where everything is as by default. */
export function storedDefaults<Table extends OptionTable>(table: Table): Stored<Table> {
  const defaults = Object.entries(table).map(([name, option]) => [name, option.default]);
  return Object.fromEntries(defaults) as Stored<Table>;
}

function readOption(name: string, option: Option, value: unknown, dialect: Dialect): unknown {
  // Where empty says something, only what is absent means the default.
  const saysEmpty = option.kind === 'path' || (option.kind === 'choice' && option.byMessage);
  const isAbsent = saysEmpty ? value === undefined || value === null : dialect.isEmpty(value);
  if (isAbsent && option.kind !== 'number' && option.kind !== 'choice') return option.default;
  switch (option.kind) {
    case 'text':
      return textOf(name, value, dialect, phrase`text`);
    case 'path':
      return textOf(name, value, dialect, phrase`the name of a field`).trim();
    case 'flag':
      return flagOf(name, value, dialect);
    case 'choice':
      return choiceOf(name, option, isAbsent ? option.default : value, dialect);
    case 'number':
      return option.factor * (isAbsent ? option.default : numberOf(name, option, value, dialect));
    default:
      return value;
  }
}

function textOf(name: string, value: unknown, dialect: Dialect, expected: Phrase): string {
  const text = dialect.textOf(value);
  if (text === undefined) throw dialect.refusal(name, value, expected);
  return text;
}

function flagOf(name: string, value: unknown, dialect: Dialect): boolean {
  const said = dialect.flagOf(value);
  if (said === undefined) throw dialect.refusal(name, value, dialect.expectedChoice(['true', 'false']));
  return said;
}

function choiceOf(
  name: string,
  { choices, byMessage }: ChoiceOption,
  value: unknown,
  dialect: Dialect,
): string | undefined {
  const text = textOf(name, value, dialect, phrase`text`);
  if (byMessage && text === '') return undefined;
  if (choices.includes(text)) return text;
  throw dialect.refusal(name, text, dialect.expectedChoice(choices));
}

function numberOf(name: string, option: NumberOption, value: unknown, dialect: Dialect): number {
  const number = storedNumber(value);
  if (isInBounds(option, number)) return number;
  throw dialect.refusal(name, value, dialect.expectedNumber(option, value));
}
