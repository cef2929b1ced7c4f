import { decodeText } from '../template/percent';
import { pagingParameters } from './paging-parameters';

/** A rendered list URL, path and query, to which the parameters of one page are added. */
export class ListPath {
  private readonly base: string;
  /** Names of paging parameters that the template holds. */
  readonly putAside: readonly string[];

  /** @param rendered path and query */
  constructor(readonly rendered: string) {
    const at = rendered.indexOf('?');
    const path = at < 0 ? rendered : rendered.slice(0, at);
    const parameters =
      at < 0
        ? []
        : rendered
            .slice(at + 1)
            .split('&')
            .filter((part) => part !== '');
    const kept = parameters.filter((part) => !pagingParameters.has(nameOf(part)));
    this.base = `${path}?${kept.join('&')}`;
    this.putAside = parameters.map(nameOf).filter((name) => pagingParameters.has(name));
  }

  /** The URL without paging parameters. */
  get whole(): string {
    return this.base.endsWith('?') ? this.base.slice(0, -1) : this.base;
  }

  /** The URL of one page. Names are used as they are, values are encoded. */
  with(parameters: readonly (readonly [name: string, value: string | number])[]): string {
    const added = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    return this.base.endsWith('?') ? this.base + added : `${this.base}&${added}`;
  }
}

function nameOf(part: string): string {
  const at = part.indexOf('=');
  return decodeText(at < 0 ? part : part.slice(0, at));
}
