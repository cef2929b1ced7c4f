import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { scopesIn } from '../../catalogue/scopes-in';
import { asText, isPlaceholder } from '../pasted/outside-value';

/** Reads the scopes of a configuration, with blanks between them; `""` where there are none, or something that stands for them. */
export function readScope(value: unknown, findings: Findings): string {
  const written = asText(value) ?? '';
  const listed = namesIn(value);
  if (listed.length === 0 || (isPlaceholder(written) && !written.trim().startsWith('["'))) {
    if (written.trim() === '') return '';
    findings.manual(
      'placeholder',
      phrase`The scope is a stand-in; the scope that the resource takes was put in.`,
      written,
    );
    return '';
  }
  const scope = [...new Set(listed)].join(' ');
  const isSpaced = written.trim().split(/\s+/).join(' ') === listed.join(' ');
  if (!isSpaced)
    findings.mended('scope', phrase`Coupa wants scopes separated by spaces, without commas.`, written, scope);
  return scope;
}

/** Scopes in a list, or in a text: apart by blanks, commas, semicolons, bars or a `+`, in quotes, encoded for a URL, behind `scope=`. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => namesIn(asText(one)));
  const text = (asText(value) ?? '').replace(/%20|%2c/gi, ' ').replace(/^\s{0,20}scopes?\s{0,9}=/i, '');
  return scopesIn(text.replace(/["'[\]+;|]/g, ' '));
}
