/** Levels of a document that are looked through: collections of requests have folders in folders. */
export const deepestLevel = 30;

/** Characters of a program that an object, or the query of an address, takes at most. */
export const longestPart = 5000;
