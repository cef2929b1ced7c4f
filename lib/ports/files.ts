import type { RequestOptions } from './requester';

/** What is asked for where the answer is a file. */
export interface DownloadOptions extends Pick<RequestOptions, 'path' | 'purpose' | 'priority' | 'signal'> {
  /** Bytes of the file at most. */
  maxBytes: number;
}

/** A whole file. */
export interface FileAnswer {
  statusCode: number;
  bytes: Buffer;
  /** The last part of the name that the answer gives it, so that it leaves no folder it is written into. */
  filename?: string;
  /** Media type as the answer has it, parameters included. */
  contentType?: string;
  /** Requests sent for it, redirects included. */
  requests: number;
}

/** What fetches files from a tenant. */
export interface Downloader {
  /**
   * Fetches one file within the connection's limits. An address that the tenant redirects to is asked without token, keys and client
   * certificate.
   *
   * @throws {CoupaError} for everything but an abort; `COUPA_RESPONSE` where what came is no file, is larger than allowed, or the way to
   *   it leads where no file of Coupa's is.
   */
  download(options: DownloadOptions): Promise<FileAnswer>;
}
