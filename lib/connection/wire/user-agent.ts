import { packageVersion } from '../../base/package-version';

/** How requests name who sends them, `node-red-contrib-coupa/1.2.3`: some firewalls let nobody through who gives no name. */
export function userAgent(): string {
  return `node-red-contrib-coupa/${packageVersion()}`;
}
