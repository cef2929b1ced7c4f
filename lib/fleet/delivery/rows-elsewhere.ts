import type { OutboxRow } from '../../ports/outbox';
import { readAnswer } from '../answer';
import { withMessage } from '../parked/parked-row';
import type { Row } from '../split-document';

/**
 * The records on their way whose payload the leader has not: the engine has it. Where one was not acknowledged, it is fetched before anything
 * is made of that: it may have to be sent again, or be given up.
 */
export class RowsElsewhere {
  private readonly ids = new Set<string>();
  private readonly messages = new Map<string, string>();

  /** @param ask messages by the ids of their rows, as JSON texts. */
  constructor(private readonly ask: (ids: readonly string[]) => Promise<Map<string, string>>) {}

  /** A row as it is to be written. */
  written(row: OutboxRow): Row {
    if (row.elsewhere === undefined) return row as OutboxRow & Row;
    const message = this.messages.get(row.id);
    if (message !== undefined) return withMessage({ ...row }, message);
    this.ids.add(row.id);
    return { ...row };
  }

  messageOf(id: string): string | undefined {
    return this.messages.get(id);
  }

  forget(id: string): void {
    this.ids.delete(id);
    this.messages.delete(id);
  }

  /** @throws {CoupaError} `COUPA_STATE` */
  async fetch(answers: readonly string[]): Promise<void> {
    if (this.ids.size === 0) return;
    const ids = new Set(answers.flatMap(refusedIn).filter((id) => this.ids.has(id)));
    if (ids.size === 0) return;
    for (const [id, message] of await this.ask([...ids])) {
      this.ids.delete(id);
      this.messages.set(id, message);
    }
  }
}

function refusedIn(text: string): string[] {
  const answer = readAnswer(text);
  if (answer === undefined || answer.kind === 'settled') return [];
  return [answer.token.slice(0, answer.token.lastIndexOf('.'))];
}
