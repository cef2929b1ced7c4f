/**
 * What is not yet as it should be. A test fails also when something stands here that is needed no more, so that these
 * lists only get shorter; a list that is empty stays, for the day when something has to be moved in steps.
 */

/** Imports from one layer to another that `layers.ts` forbids. */
export const forbiddenArrows: [from: string, to: string][] = [];

/** Imports from one folder to another that close a circle. */
export const circles: [from: string, to: string][] = [];

/** Folders with more source files than a reader can take in. */
export const fullFolders: string[] = [];

/** Packages that are imported in a folder where they are not at home. */
export const packagesAbroad: [name: string, folder: string][] = [];

/** Layers that have no folder yet. */
export const layersToCome: string[] = [];
