/** The files that records of a list have, as far as it is known. */
export interface KnownFiles {
  /** Whether they have attachments. */
  attachments: boolean;
  /** What `msg.file` may name: files that are put there, and files that are fetched. */
  uploads: string[];
  downloads: string[];
}
