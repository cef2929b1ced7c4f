import type { Say } from '../../../editor/page/say';
import { fieldsOf, filtersOf, takeApart } from './template-url';

/** The filters of a URL in words; `undefined` where there are none that could be picked. */
export function querySummary(url: string, say: Say): string | undefined {
  const parts = takeApart(url);
  if (parts === undefined) return undefined;
  const filters = filtersOf(parts).map(
    ({ name, operator, value }) => `${name} ${say(`operator.${operator || 'eq'}`)} ${value}`,
  );
  const count = fieldsOf(parts)?.length;
  const fields = count ? [say('preview.fields', { count })] : [];
  return [...filters, ...fields].join(' · ') || undefined;
}
