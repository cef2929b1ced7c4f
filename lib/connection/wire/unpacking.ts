import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { isGzip } from './gzip-members';

/** Bytes that are unpacked at once: few enough to be looked at in one turn of the event loop, many enough to be few. */
const chunkSize = 64 * 1024;

/**
 * Takes the compression off a body while it arrives, beside the event loop. It knows the two that are asked for and nothing of what
 * proxies make of them: what it cannot unpack has to be looked at as a whole.
 */
export class Unpacking {
  private readonly stream: ReturnType<typeof createGunzip>;
  private readonly parts: Buffer[] = [];
  private size = 0;
  private state: 'open' | 'ended' | 'failed' = 'open';
  private wake: () => void = () => {};

  private constructor(
    isBrotli: boolean,
    private readonly limit: number,
  ) {
    this.stream = isBrotli ? createBrotliDecompress({ chunkSize }) : createGunzip({ chunkSize });
    this.stream.on('data', (part: Buffer) => this.take(part));
    this.stream.on('drain', () => this.wake());
    this.stream.on('end', () => this.become('ended'));
    this.stream.on('error', () => this.become('failed'));
  }

  /**
   * @param names content encodings, the last one first.
   * @param limit bytes of what comes out, at most.
   * @returns `undefined`: it is compressed in another way, or not at all.
   */
  static of(names: readonly string[], first: Buffer, limit: number): Unpacking | undefined {
    const [name, another] = names;
    if (another !== undefined) return undefined;
    if (name === 'br' && !isGzip(first)) return new Unpacking(true, limit);
    return isGzip(first) ? new Unpacking(false, limit) : undefined;
  }

  /** Whether more came out of it than is allowed. */
  get isTooLarge(): boolean {
    return this.size > this.limit;
  }

  /** Takes a part of the body. Resolves when there is room for the next. */
  async write(chunk: Buffer): Promise<void> {
    if (this.state === 'open' && !this.stream.write(chunk)) await this.woken();
  }

  /** What came out; `undefined`: it could not be unpacked to its end. */
  async end(): Promise<Buffer | undefined> {
    if (this.state === 'open') this.stream.end();
    while (this.state === 'open') await this.woken();
    return this.state === 'ended' ? Buffer.concat(this.parts, this.size) : undefined;
  }

  /** Gives back what it holds. */
  close(): void {
    this.become('failed');
    this.parts.length = 0;
    this.stream.destroy();
  }

  private take(part: Buffer): void {
    this.size += part.length;
    if (this.isTooLarge) this.close();
    else this.parts.push(part);
  }

  private become(state: 'ended' | 'failed'): void {
    this.state = state;
    this.wake();
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
