/** Media types of files that are attached or fetched, by the ends of their names. */
const types: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  gif: 'image/gif',
  txt: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  xml: 'application/xml',
  json: 'application/json',
  zip: 'application/zip',
  eml: 'message/rfc822',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The type that a name stands for; `application/octet-stream` where its end says nothing. */
export function mediaTypeFor(filename: string): string {
  const [, end = ''] = /\.(\w+)$/.exec(filename.toLowerCase()) ?? [];
  return (Object.hasOwn(types, end) ? types[end] : undefined) ?? 'application/octet-stream';
}

/** How names of a type end, `.pdf`; empty where that is not known. */
export function endFor(mediaType: string | undefined): string {
  const plain = mediaType?.split(';', 1)[0]?.trim().toLowerCase();
  const known = Object.entries(types).find(([, type]) => type === plain);
  return known === undefined ? '' : `.${known[0]}`;
}
