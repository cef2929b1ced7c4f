/** A file that is to be sent: read piece by piece, once for each sending. */
export interface FileSource {
  filename: string;
  /** Media type. Default: `application/octet-stream`. */
  contentType?: string;
  /** Bytes. */
  size: number;
  /** Its bytes, in their order. Whoever reads them keeps none. */
  pieces(): Iterable<Uint8Array>;
}

/** One field of a form (`multipart/form-data`). */
export interface FormField {
  /** `attachment[file]`. */
  name: string;
  value: string | FileSource;
}
