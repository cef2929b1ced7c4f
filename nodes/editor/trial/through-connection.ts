import { variableOf } from '../../../lib/base/environment-variable';
import type { Answers } from '../../admin/answers';
import type { AskingButton } from '../ask/asking-button';
import { offerConnections } from '../connection/offer-connections';
import type { Say } from '../page/say';
import { verdict } from '../page/verdict';

/** What a dialog tries through the connection that it names. */
export interface ThroughConnection {
  say: Say;
  /** What is asked, of another connection where one is given. */
  body: (connection?: string) => object;
  /** What has to be done first. */
  ready: () => string | undefined;
  /** What the field of the connection says. */
  connection: () => string;
}

/** Lets a button ask through the connection; where a variable chooses that, the user does before. */
export function askThroughConnection<Path extends keyof Answers>(
  asking: AskingButton<Path>,
  { say, body, ready, connection }: ThroughConnection,
): void {
  asking.onPress(() => {
    const first = ready();
    const variable = variableOf(connection());
    if (first !== undefined) asking.show(verdict('warning', first));
    else if (variable === undefined) asking.ask(body());
    else asking.show(offerConnections(variable, say, (other) => asking.ask(body(other))));
  });
}
