import type { Platform, PlatformName } from './programs.js';

export const platformNames: PlatformName[];
export function platform(name: PlatformName): Platform;
export function installPlatforms(): Promise<void>;
