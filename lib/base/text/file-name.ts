/** Bytes of a name at most, as UTF-8: with what people put around it, no file system takes many more. */
const longest = 200;

/** How names end that say of what kind a file is: it is kept where a name is cut. */
const ending = /\.[\p{L}\p{N}]{1,15}$/u;

/**
 * A name for a file by what somebody else calls it: of a path only the last part counts, and characters that no file system takes are
 * underscores. `undefined` where nothing is left.
 */
export function fileNameOf(given: string): string | undefined {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const safe = cut(last.replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"|?*]/gu, '_').trim());
  return /^[.\s]*$/.test(safe) ? undefined : safe;
}

function cut(name: string): string {
  if (Buffer.byteLength(name) <= longest) return name;
  const end = ending.exec(name.slice(-20))?.[0] ?? '';
  const room = longest - Buffer.byteLength(end);
  // A character that is cut in half is none.
  const begin = Buffer.from(name.slice(0, longest)).subarray(0, room).toString();
  return begin.replace(/\uFFFD+$/, '') + end;
}
