import { CoupaError } from '../base/errors';
import type { NumberOption } from '../base/options/option';
import type { Dialect } from '../base/options/read-options';
import { isBlank } from '../base/options/stored-number';
import { type Phrase, phrase, type Text } from '../base/text/phrase';
import { showValue } from '../base/text/show-value';

/** How the node types that write read their properties, and how they refuse what cannot work. */
export const settingsDialect: Dialect = {
  isEmpty: isBlank,
  textOf,
  flagOf,
  expectedNumber,
  expectedChoice: (choices) => choices.join(', '),
  refusal,
};

/** What is neither text nor number nor flag is none of the choices, in the words of the error. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : showValue(value);
}

function flagOf(value: unknown): boolean | undefined {
  const said = textOf(value).toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(said)) return true;
  return ['false', '0', 'no', 'off'].includes(said) ? false : undefined;
}

function expectedNumber({ min, max, isWhole }: NumberOption): Phrase {
  return isWhole ? phrase`a whole number from ${min} to ${max}` : phrase`a number from ${min} to ${max}`;
}

function refusal(name: string, value: unknown, expected: Text): CoupaError {
  const shown = JSON.stringify(textOf(value).slice(0, 60));
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`Setting up the node: "${name}" is ${shown}. Use ${expected}.`,
    {
      reason: { kind: 'setting', property: name },
    },
  );
}
