import type { ScanPolicy } from './scan-policy';

/** What polls decide: they move the position, and send what is new to them. */
export const pollPolicy: ScanPolicy = {
  kind: 'poll',
  mark: {},
  movesPosition: true,
  isInBackground: false,
  remembersSilent: true,
  judgesRemembered: true,
  isRepeat: (version, { memory }) => memory.knows(version) || memory.isOvertaken(version),
  wasSentUnremembered: () => false,
};
