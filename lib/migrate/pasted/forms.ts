/** How a text is written that is not read; `undefined` where it is none of these. A form's own name, as its users know it. */
export function formOf(text: string): string | undefined {
  const written = text.slice(0, longest);
  if (isYaml(written)) return 'YAML';
  if (
    /^[ \t]{0,20}(?:resource|data|variable|locals|module|provider|output|terraform)\b[^\n{=]{0,200}\{/m.test(
      written,
    )
  )
    return 'Terraform (HCL)';
  if (
    /^[ \t]{0,20}\[{1,2}[\w."-]{1,100}\]{1,2}[ \t]*\r?$/m.test(written) &&
    /^[ \t]{0,20}[\w."-]{1,100}[ \t]*=/m.test(written)
  )
    return 'TOML';
  if (/^\s{0,200}<(?:\?xml|(?!html|body|div|p\b|span|table|pre|code)[a-z][\w:.-]{0,60}[\s>/])/i.test(written))
    return 'XML';
  return mostlyKeys(written) ? 'YAML' : undefined;
}

/** Characters in which a form shows. */
const longest = 20_000;

/** Lines that begin with a key of a configuration, and no brace before them. */
export function isYaml(text: string): boolean {
  return /^[ \t]{0,40}(?:- )?(?:import_?config|export_?configs?|endpoint|event\.[a-z.]{1,60}|configuration|settings)["']?:(?:[ \t]|\r?$)/im.test(
    text,
  );
}

/** Most lines are a key and its value, or a point of a list. */
function mostlyKeys(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const keys = lines.filter((line) =>
    /^[ \t]{0,80}(?:-[ \t]{1,9})?["']?[\w.\-/[\] ]{1,100}["']?:(?:[ \t]|$)/.test(line),
  );
  const isNested = lines.some((line) => /^[ \t]{0,80}[\w.-]{1,100}:[ \t]*$/.test(line));
  return isNested && keys.length >= 4 && keys.length > lines.length * 0.6;
}

/**
 * A text whose JSON is in base64, as secrets of Kubernetes and settings of other programs keep it, with that JSON in its place. A token of three parts
 * is left as it is.
 */
export function withoutBase64(text: string): string {
  const alone = text.replace(/\s+/g, '');
  if (alone.length >= 60 && /^[\w+/-]+={0,2}$/.test(alone)) return decoded(alone) ?? text;
  return text.replace(/(?<![\w.+/=-])(?:ey[IJ]|ew|W3|Ww)[\w+/-]{60,}={0,2}(?![\w.+/=-])/g, (run) => {
    const json = decoded(run);
    return json === undefined ? run : `\n${json}\n`;
  });
}

/** The JSON that base64 stands for. */
function decoded(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  return !text.includes('\ufffd') && /^\s{0,200}[{[]/.test(text) ? text : undefined;
}
