import { createBrotliDecompress, createGunzip } from 'node:zlib';
import type { PageBytes } from '../../ports/page-bytes';
import { BodyBytes } from './body-bytes';
import { isGzip } from './gzip-members';

/** Bytes that are unpacked at once: few enough to be looked at in one turn of the event loop, many enough to be few. */
const chunkSize = 64 * 1024;

/**
 * Takes the compression off a body while it arrives, beside the event loop. It knows the two that are asked for and nothing of what
 * proxies make of them: what it cannot unpack has to be looked at as a whole.
 */
export class Unpacking {
  private readonly stream: ReturnType<typeof createGunzip>;
  private readonly unpacked: BodyBytes;
  private state: 'open' | 'ended' | 'failed' = 'open';
  private wake: () => void = () => {};

  private constructor(
    isBrotli: boolean,
    private readonly limit: number,
    into: PageBytes | undefined,
  ) {
    this.unpacked = new BodyBytes(into);
    this.stream = isBrotli ? createBrotliDecompress({ chunkSize }) : createGunzip({ chunkSize });
    this.stream.on('data', (part: Buffer) => this.take(part));
    this.stream.on('drain', () => this.wake());
    this.stream.on('end', () => this.become('ended'));
    this.stream.on('error', () => this.become('failed'));
  }

  /**
   * @param names content encodings, the last one first.
   * @param room bytes of what comes out, at most, and where it is put.
   * @returns `undefined`: it is compressed in another way, or not at all.
   */
  static of(
    names: readonly string[],
    first: Buffer,
    { limit, into }: { limit: number; into: PageBytes | undefined },
  ): Unpacking | undefined {
    const [name, another] = names;
    if (another !== undefined) return undefined;
    if (name === 'br' && !isGzip(first)) return new Unpacking(true, limit, into);
    return isGzip(first) ? new Unpacking(false, limit, into) : undefined;
  }

  /** Whether more came out of it than is allowed. */
  get isTooLarge(): boolean {
    return this.unpacked.size > this.limit;
  }

  /** Takes a part of the body. Resolves when there is room for the next. */
  async write(chunk: Buffer): Promise<void> {
    if (this.state === 'open' && !this.stream.write(chunk)) await this.woken();
  }

  /** What came out; `undefined`: it could not be unpacked to its end. */
  async end(): Promise<Buffer | undefined> {
    if (this.state === 'open') this.stream.end();
    while (this.state === 'open') await this.woken();
    return this.state === 'ended' ? this.unpacked.whole() : undefined;
  }

  /** Gives back what it holds. */
  close(): void {
    this.become('failed');
    this.stream.destroy();
  }

  private take(part: Buffer): void {
    this.unpacked.add(part);
    if (this.isTooLarge) this.close();
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
