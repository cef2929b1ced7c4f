import { decodeText } from '../../template/percent';

/**
 * A text in which links are what they lead to: mail filters send each through an address of their own (Outlook's *Safe Links*, Proofpoint, Google),
 * and mail programs and chats write one as its label and its address, `acme <https://acme>`, `<https://acme|acme>`, `[acme](https://acme)`. Whatever is
 * asked there would be asked of the filter, with the secrets beside it.
 */
export function withoutWrappedLinks(text: string): string {
  if (!/https?:(?:\/|\\\/){2}/i.test(text)) return text;
  return [...filters, ...labels].reduce(
    (written, [link, target]) =>
      written.replace(link, (whole, ...parts: unknown[]) => {
        const meant = target(typeof parts[0] === 'string' ? parts[0] : '', parts);
        return /^https?:\/\/[\w[]/i.test(meant) ? quotable(meant) : whole;
      }),
    text,
  );
}

type Wrapping = [link: RegExp, target: (inside: string, parts: readonly unknown[]) => string];

const rest = String.raw`[^\s"'<>\\|)]{0,2000}`;
const query = String.raw`(?:[^\s"'<>?\\]{0,300}\?(?:[\w-]{1,30}=[^\s"'<>&\\]{0,300}&(?:amp;)?){0,5})`;

const filters: readonly Wrapping[] = [
  [
    new RegExp(
      String.raw`https:\/\/(?:[\w-]{1,40}\.safelinks\.protection\.outlook\.com|statics\.teams\.cdn\.office\.net|www\.google\.com\/url|slack-redir\.net\/link)${query}(?:url|q)=(https?(?::|%3A)[^\s"'<>&\\|]{1,4000})(?:&${rest})?`,
      'gi',
    ),
    decodeText,
  ],
  [
    new RegExp(
      String.raw`https:\/\/urldefense\.(?:com|us|proofpoint\.com)\/v3\/__(https?:[^\s"'<>\\]{1,4000}?)__;([\w+/=-]{0,200})!${rest}`,
      'gi',
    ),
    (inside, [, signs]) => withSigns(inside, typeof signs === 'string' ? signs : ''),
  ],
  [
    new RegExp(
      String.raw`https:\/\/urldefense\.proofpoint\.com\/v[12]\/url\?u=(https?-3A[\w.~*-]{1,4000})(?:&${rest})?`,
      'gi',
    ),
    (inside) => decodeText(inside.replaceAll('_', '/').replace(/-(?=[\dA-F]{2})/g, '%')),
  ],
];

/** Proofpoint puts an asterisk for each sign that it keeps behind the address. */
function withSigns(address: string, kept: string): string {
  const signs = [...Buffer.from(kept, 'base64').toString('utf8')];
  return address
    .replace(/^(https?:)\/(?=[^/])/i, '$1//')
    .replace(/\*(?!\*)/g, (star) => signs.shift() ?? star);
}

const labels: readonly Wrapping[] = [
  // An address that its mail program shows as itself, with what it leads to behind it.
  [/\bhttps?:\/\/[^\s<>"'`|]{1,500}\s?<(https?:\/\/[^\s<>"'`|]{1,500})>/gi, String],
  [/<(https?:\/\/[^\s<>"|]{1,2000})(?:\|[^<>\n"]{0,300})?>/gi, String],
  [/\[[^[\]\n"]{1,300}\]\(\s?<?(https?:\/\/[^\s()<>"]{1,1000})>?\s?\)/gi, String],
];

/** What stood percent-encoded must not end the text that the link is in. */
function quotable(address: string): string {
  return address.replace(/["\\\s<>]/g, encodeURIComponent);
}
