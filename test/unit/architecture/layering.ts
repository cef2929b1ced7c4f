import { layers } from './layers';

/** Whether a path is a folder, or in it. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The row of `layers` that a file belongs to: the nearest folder above it that has one. */
export function layerOf(path: string): string | undefined {
  return Object.keys(layers)
    .filter((folder) => isIn(path, folder))
    .sort((one, other) => other.length - one.length)[0];
}

/** Whether one layer may import another. */
export function mayImport(from: string, to: string): boolean {
  return (layers[from] ?? []).some((allowed) => isIn(to, allowed));
}
