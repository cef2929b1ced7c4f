export function pack(from?: string): Promise<string>;
