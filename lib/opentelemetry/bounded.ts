/** What stands for all names beyond those that are told apart; OpenTelemetry's own word for it. */
export const other = '_OTHER';

/** Parts of a path that are names are short, and have one digit at their end at most (`oauth2`, `api-v2`); the others are ids. */
const name = /^[a-z][a-z_.-]{0,38}\d?$/i;

/** A path with `{id}` for what each object has of its own: `/api/invoices/{id}`. */
export function pathTemplate(path: string): string {
  return path
    .split('/')
    .map((part) => (part === '' || name.test(part) ? part : '{id}'))
    .join('/');
}

/** Tells so many names apart and no more, whatever messages bring: each is a series that monitoring keeps. */
export class BoundedNames {
  private readonly known = new Set<string>();

  constructor(private readonly most: number) {}

  of(text: string): string {
    const template = pathTemplate(text);
    if (this.known.has(template)) return template;
    if (this.known.size >= this.most) return other;
    this.known.add(template);
    return template;
  }
}
