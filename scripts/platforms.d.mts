export type PlatformName = 'node-red-4' | 'node-red-5';

export interface Platform {
  readonly name: PlatformName;
  readonly node: string;
  readonly nodeRed: string;
}

export const platformNames: PlatformName[];
export function platform(name: PlatformName): Platform;
export function installPlatforms(): Promise<void>;
