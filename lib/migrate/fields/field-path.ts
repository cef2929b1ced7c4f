/** Where a field stands, as this package writes it: `$.supplier.id`, `/supplier/id` and `supplier["id"]` are `supplier.id`. */
export function asFieldPath(text: string): string {
  const path = text.trim();
  if (path.length > 500) return path;
  const steps = path.replace(/\[\s?(["'])([\w-]{1,100})\1\s?\]/g, '.$2').replace(/^\$\.?(?=[\w.])/, '');
  return /^\/[\w-]/.test(steps) ? steps.slice(1).replaceAll('/', '.') : steps;
}
