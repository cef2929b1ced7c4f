export function findProblems(facts: {
  version: string;
  lockedVersion: string;
  changelog: string;
  changes: string;
  tags: string[];
}): string[];
