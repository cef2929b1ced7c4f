export function factsIn(folder: string): { writes: object; members: object };
