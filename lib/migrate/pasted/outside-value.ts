import type { Findings } from '../../base/findings';
import { bareEnds } from '../../base/text/bare-ends';
import { readTolerantJson } from './tolerant-json';

/** A JSON object from outside. */
export type OutsideObject = Record<string, unknown>;

/** The value as an object, or `undefined`. */
export function asObject(value: unknown): OutsideObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as OutsideObject)
    : undefined;
}

/** The value as an object; a string is read as JSON, as `event.poller.configuration` often is, or as JSON in a text that is JSON. */
export function asObjectOrJson(value: unknown, findings: Findings): OutsideObject | undefined {
  return asObject(inJson(inJson(value, findings), findings));
}

/** What a text holds as JSON; anything else as it is. */
function inJson(value: unknown, findings: Findings): unknown {
  if (typeof value !== 'string') return value;
  const { documents, findings: found } = readTolerantJson(value);
  findings.take(found);
  return documents[0];
}

/** The value as text: strings, numbers and booleans; anything else is `undefined`. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A secret or an id without what was copied along with it: blanks, what is not to be seen, and quotes. */
export function asSecret(value: unknown): string {
  const bare = bareEnds(asText(value) ?? '');
  return bareEnds(bare.replace(/^[“”„‘’](.*)[“”‘’]$/s, '$1').replace(/^(["'])([^"']{6,})\1$/, '$2'));
}

/** The value as a yes or no; `"true"` is one, anything unreadable is the default. */
export function asBoolean(value: unknown, byDefault: boolean): boolean {
  const text = asText(value)?.trim().toLowerCase();
  if (/^(?:true|yes|y|t|on|1|enabled?|active|ja|wahr|oui|vrai|si|sí|sim|はい|有効)$/.test(text ?? ''))
    return true;
  return /^(?:false|no|n|f|off|0|disabled?|inactive|nein|falsch|non|faux|não|いいえ|無効)$/.test(text ?? '')
    ? false
    : byDefault;
}

/**
 * The value as a number from 0 on, `"15"`, `"15,5"` and `"１５"` included; `undefined` if it is none. What one country reads as a thousand and
 * another as one (`"1.000"`, `"1,000"`) is none.
 */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  const text = asText(value)?.trim().normalize('NFKC');
  if (text === undefined || text.length > 30 || /^[1-9]\d{0,2}[.,]\d{3}$/.test(text)) return undefined;
  if (!/^\+?\d+(?:[.,]\d+)?(?:e[+-]?\d{1,3})?$/i.test(text)) return undefined;
  const number = Number(text.replace(',', '.'));
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Whether a text stands for something that its reader should fill in: `xxxxxxxx`, `<CLIENT_ID>`, `«client_id»`, `{{page.elementKey}}`,
 * `YOUR_CLIENT_ID`, `[company]`, `…`. Node-RED's `${NAME}` and this package's `{{env.NAME}}` are values.
 */
export function isPlaceholder(text: string): boolean {
  const word = text.trim();
  // Nobody writes a longer stand-in.
  if (word.length <= longestStandIn && standIns.some((one) => one.test(word))) return true;
  return word.includes('…') || placeholdersIn(text).length > 0;
}

/**
 * Whether a text is no secret and no id of a client either, but says that there is one elsewhere: what `isPlaceholder` knows, a few words in any
 * language, a yes or no, a secret with its middle left out. Those of Coupa, and of hubs, have no blank.
 */
export function isNoSecret(text: string): boolean {
  const word = text.trim();
  return isPlaceholder(word) || noSecrets.some((one) => one.test(word));
}

const noSecrets: readonly RegExp[] = [
  /\p{L}\s{1,20}\p{L}|^(?:see|siehe|voir)\s/iu,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー・、。（）]+$/u,
  /^(?:true|false|n\/?a|k\.?a\.?|tbc|unknown|unbekannt|inconnue?|geheim(?:nis)?|passwort|kennwort)$/i,
  /^(?:ihre?|deine?|meine?|unsere?|votre|vos|mon|notre)[-_.][\p{L}_.-]{1,60}$/iu,
  /^[\w-]{0,12}\.{3,}[\w-]{0,12}$/,
  // `0`, `-`, `XXXX-XXXX`, `*** redacted ***`, `(hidden)`
  /^[-–—0.?_]$|^x{3,}(?:[-_ ]x{3,}){1,9}$|^\*{2,}.{1,60}\*{2,}$|^\([\p{L} _-]{1,60}\)$/isu,
  // What is due, by its name: `client-id`, `apiKey`, `the-oauth-secret-here`, and a hub's `user-secret`, `element-token`.
  /^(?:(?:my|the|some)[-_]?)?(?:(?:coupa|oauth2?|oidc|client|app|api|access|consumer|user|org|organi[sz]ation|element|signature|signing)[-_]?){1,3}(?:id|secret|key|token)(?:[-_]?(?:value|(?:goes[-_]?)?here))?$/i,
  /^(?:ausf[uü]llen|eintragen|einsetzen|ersetzen|[aà] ?(?:remplir|compl[eé]ter))$/i,
  // Of shells, of Python, of SOPS.
  /^(?:\$[A-Za-z_]\w{0,60}|\$\d|\{\d{0,2}\}|%\([\w.-]{1,60}\)s|ENC\[[\s\S]*)$/,
  /^(?:secrets|vars?|env|environment|config|settings|params|inputs|vault)\.[A-Za-z_][\w.-]{0,80}$/,
];

const longestStandIn = 200;

const standIns: readonly RegExp[] = [
  /^(?:[xX]{3,}|[*•.#?_-]{3,})$/,
  /^(?:<[^<>]*>?|«[^«»]*»?|[‹「【〈《][^‹›「」【】〈〉《》\n]{1,100}[›」】〉》]|\[[^[\]]*\]|__\w+__|%\w+%|\$[A-Z_][A-Z0-9_]*)$/,
  /^(?:your|YOUR)[A-Z]/,
  /^your[-_ .]/i,
  /^(?:change[-_ ]?it|secret|password|passwd|(?:my|the|some|client|app|coupa|shared)[-_]?(?:secret|password|client[-_]?(?:id|secret)))$/i,
  /^(?:insert|replace|enter|fill|put)[-_][\w-]*$/i,
  /^(?:change[-_ ]?me|todo|tbd|placeholder|redacted|masked|hidden|removed|null|none|undefined)$/i,
  /^(?:(?:COUPA|OAUTH2?|API)_)?(?:CLIENT|API|SECRET|ACCESS)_(?:ID|KEY|SECRET|TOKEN)$/i,
  // Variables and vaults of other programs.
  /^(?:\$?env:|(?:ref\+)?vault:|ref\+|secrets?:\/\/|(?:gcp|aws|azure|awssm|gcpsm|akv|bws|kv|keyvault|sops|file):\/{0,3}(?=\S)|@Microsoft\.KeyVault\(|\/run\/secrets\/|!(?:vault|secret|sub|ref)\b|projects\/[\w-]{1,60}\/secrets\/|process\.env\b|os\.(?:environ|getenv)\b|getenv\(|System\.getenv\b|ENV\[|arn:|op:\/\/|ENC\()/i,
  /^\$\{(?:(?:env|sys|file|secrets?|vault|ssm|cf|self|opt)[:.][^{}]{1,120}|[A-Za-z_]\w{0,60}(?::?[-+?=])[^{}]{0,100})\}$/,
  /^\$\{(?:[A-Z][A-Z0-9_]{1,60}:[^{}]{0,100}|[a-z][\w-]{0,60}(?:\.[\w-]{1,60}){1,8}(?::[^{}]{0,100})?)\}$/,
  /^\{\{[{%]?(?!\s{0,9}(?:env|flow|global|msg)\b)[^{}]{1,190}\}\}\}?$/,
  /^\{\{\s{0,9}resolve:[^{}]{1,150}\}\}$/,
  // Of deployment tools, of Azure's pipelines, of databases.
  /^(?:##[^#\s]{1,80}##|@@[^@\s]{1,80}@@|@[A-Za-z_][\w.-]{0,80}@|#[A-Za-z_][\w.-]{0,80}#|[@#%~]\{[^{}]{1,150}\}#?|:[A-Za-z_]\w{0,60})$/,
];

/** What a text's reader should fill in, each once: `<SCREEN_NAME>`, `{calendarId}`, `{{page.key}}`, `«records_per_request»`. */
export function placeholdersIn(text: string): string[] {
  return [...new Set(text.match(placeholder) ?? [])];
}

/** Each part is bounded, so that a long run of its beginnings is not looked at again and again. */
const placeholder =
  /<[A-Za-z][\w-]{0,200}>|«[^«»\n]{1,200}»|\{\{\{?\s{0,20}(?!(?:env|flow|global|msg)\b)[\w.]{1,200}\s{0,20}\}\}|(?<![${])\{[A-Za-z_][\w.-]{0,200}\}(?!\})/g;
