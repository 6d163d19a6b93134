/** The worker of the log's page: one session, fed with the page's messages. */
import type { Ask, Tell } from "components/logs/reading/protocol";
import { LogSession } from "components/logs/reading/session";

/** The worker's own scope: TypeScript's DOM library describes the window's instead. */
declare const self: {
  postMessage(message: Tell, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent<Ask>) => void) | null;
};

// A message to oneself comes after those that wait already; a timer would come at least 4 ms later.
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

const session = new LogSession({
  tell: (message, transfer = []) => self.postMessage(message, transfer),
  pause: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(null);
    }),
});
self.onmessage = ({ data }) => void session.hear(data);
