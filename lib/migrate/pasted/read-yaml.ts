import type { CST, ScalarTag } from 'yaml';
import { yamlText } from './yaml-text';

/**
 * Reads a configuration in YAML, several documents included: as the package `yaml` does, and what that refuses once more as people paste it
 * (`yamlText`). A text without quotes is a number only where it is one in one way: `007` and `1e3` may be parts of an id. No alias is
 * expanded, so no text can grow: anchors, aliases and tags are refused as a whole, and so are keys that are no texts.
 *
 * @returns its documents; `undefined` where it is not YAML, or has any of that. Takes time that grows with the length of the text.
 */
export function readYaml(pasted: string): unknown[] | undefined {
  const asItIs = isOfWordProcessor.test(pasted) ? undefined : documentsOf(pasted);
  if (asItIs !== undefined) return asItIs;
  const { text, asWritten } = yamlText(pasted);
  return documentsOf(text)?.map(asWritten);
}

/** Signs of which YAML makes something else than whoever looks at them: names that begin with blanks, texts with quotes. */
const isOfWordProcessor = /[\u00a0\u2000-\u200b\u202f\u3000\ufeff“]/;

function documentsOf(text: string): unknown[] | undefined {
  const { Composer } = library();
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const documents = [...new Composer({ ...options, customTags: [plainText] }).compose(tokens)];
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((one) => one.toJS() as unknown).filter((value) => value !== null);
}

function library(): typeof import('yaml') {
  return require('yaml') as typeof import('yaml');
}

/**
 * Levels of nesting. The library recurses, and V8 ends the process, with no error that could be caught, where it is left with too little stack
 * for a regular expression.
 */
const deepest = 40;

/** What no configuration has, and what could make little text much. */
const unread: readonly string[] = ['alias', 'anchor', 'tag'] satisfies CST.TokenType[];

/** A text's documents before they are values; `undefined` where it has what is not read. */
function tokensOf(text: string): CST.Token[] | undefined {
  const { CST, Lexer, Parser } = library();
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    if (unread.includes(CST.tokenType(lexeme) ?? '')) return undefined;
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > deepest || tokens.at(-1)?.type === 'error') return undefined;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Names that occur twice are looked for by comparing each with all before it; as in JSON, the last one counts. */
const options = {
  schema: 'failsafe',
  stringKeys: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** What a text without quotes stands for. */
const plainText: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: /^(?:true|false|null|~|-?\d.*)?$/i,
  resolve: plainValue,
};

/** A number where it is one in one way only, a yes or no, nothing. */
function plainValue(text: string): unknown {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^(?:null|~)?$/i.test(text)) return null;
  const number = Number(text);
  return String(number) === text ? number : text;
}
