import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { coupasHub } from '../../catalogue/resources';
import { conditionsOf, encodeWhere } from './follow-date';
import { isLastChange } from './mend-operators';
import { changeParameters, type Parameter } from './url-parameters';

/**
 * A URL of Coupa's hub that is asked of Coupa itself, with the date of a record's last change by the name that Coupa has for it: of
 * `where=lastModifiedDate>='…'` it would make a filter that it does not know, and answer with everything.
 */
export function mendWhere(url: string, findings: Findings): string {
  if (!url.toLowerCase().startsWith(`/hubs/${coupasHub}/`)) return url;
  const mended = changeParameters(url, renamed);
  if (mended !== url) {
    findings.mended(
      'date-field',
      phrase`The field was read by the name that Coupa's records have for it.`,
      url,
      mended,
    );
  }
  return mended;
}

function renamed({ name, raw, value }: Parameter): string | undefined {
  if (name.toLowerCase() !== 'where') return undefined;
  // With a quote in it, it is plain text; without one it may be encoded.
  const isPlain = raw === value || raw.includes("'");
  const where = isPlain ? raw : value;
  const fields = conditionsOf(where).flatMap((one) =>
    one.kind === 'comparison' && isLastChange(one.field.text) ? [one.field] : [],
  );
  if (fields.length === 0) return undefined;
  let text = where;
  for (const { position, length } of fields.toReversed())
    text = `${text.slice(0, position)}updated_at${text.slice(position + length)}`;
  return `${name}=${isPlain ? text : encodeWhere(text)}`;
}
