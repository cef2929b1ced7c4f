/**
 * A text whose addresses are written as they are sent: each shell has a sign of its own that keeps it from reading one itself, and it stays there
 * when a command is copied. `\?`, `\[` and `\&` of sh, `` `& `` of PowerShell, `^&` and `^%^5B` of cmd, `%%5B` of a batch file.
 */
export function withoutShellEscapes(text: string): string {
  const isOfCmd = /\bcurl/i.test(text) && /\^(?:["&%]|\s{0,3}\r?\n)/.test(text);
  return withoutCodes(text).replace(address, (url) => {
    const plain = isOfCmd ? url.replace(/\^(.?)/g, '$1') : url;
    return (
      plain
        .replace(/\\(?=[?&[\]=(){}$])/g, '')
        // Behind any other sign it may end a text of JavaScript.
        .replace(/`(?=[&$])/g, '')
        .replace(/%%(?=[\dA-F]{2})/gi, '%')
    );
  });
}

/** `$'…\\x5b…\\u0021'` of sh: codes of characters. */
function withoutCodes(text: string): string {
  if (!/\bcurl/i.test(text) || !text.includes("$'")) return text;
  return text.replace(/\$'(?:[^'\\\n]|\\.){0,4000}'/g, (quoted) =>
    quoted
      .slice(1)
      .replace(/\\x([2-7][\da-f])|\\u00([2-7][\da-f])/gi, (_, byte: string | undefined, unicode: string) =>
        String.fromCharCode(Number.parseInt(byte ?? unicode, 16)),
      ),
  );
}

const address = /https?:\/\/[^\s"'<>]{1,4000}/gi;
