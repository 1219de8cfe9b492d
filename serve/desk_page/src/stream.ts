/** A live stream that is kept open: it comes back after every loss and goes on where it stopped. */

import { Problem } from "../../widget/src/api";
import { sleep } from "../../widget/src/follow";
import type { SseMessage } from "../../widget/src/sse";

const LONGEST_WAIT = 15;

export interface StreamPorts {
  connect(lastEventId: string, signal: AbortSignal): Promise<AsyncGenerator<SseMessage>>;
  event(name: string, payload: Record<string, unknown>): void;
  /** The line is up, after a loss if `again`, or down. */
  line(up: boolean, again: boolean): void;
}

/**
 * @param lastEventId where to begin; by default with what happens from now on.
 * @throws the problem that makes another try pointless: the case is gone, or not this agent's to see.
 */
export async function keepListening(ports: StreamPorts, signal: AbortSignal, lastEventId = ""): Promise<void> {
  let again = false;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const messages = await ports.connect(lastEventId, signal);
      ports.line(true, again);
      again = true;
      for await (const message of messages) {
        if (signal.aborted) return;
        failures = 0;
        if (message.id) lastEventId = message.id;
        const payload = parsed(message.data);
        if (payload) ports.event(message.event, payload);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && !error.temporary) throw error;
      again = true;
      ports.line(false, true);
      const asked = error instanceof Problem ? error.retryAfter : null;
      await pause(
        asked ?? Math.min(LONGEST_WAIT, 0.5 * 2 ** Math.min(failures, 6)) * (0.75 + Math.random() / 2),
        signal,
      );
      continue;
    }
    if (signal.aborted) return;
    await pause(Math.min(LONGEST_WAIT, 0.25 * 2 ** Math.min(failures, 6)), signal);
  }
}

/** Reads a stream that ends by itself. */
export async function readAll(
  messages: AsyncGenerator<SseMessage>,
  event: (name: string, payload: Record<string, unknown>) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const message of messages) {
    if (signal.aborted) return;
    const payload = parsed(message.data);
    if (payload) event(message.event, payload);
    if (message.event === "done") return;
  }
}

/** Waits, but not longer than until the device is back on line. */
async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const wake = (): void => over.abort();
  signal.addEventListener("abort", wake, { once: true });
  window.addEventListener("online", wake, { once: true });
  await sleep(seconds * 1000, over.signal);
  signal.removeEventListener("abort", wake);
  window.removeEventListener("online", wake);
}

/** Events that can't be read are passed over, so that a newer server can speak to an older page. */
function parsed(data: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data);
    return value && typeof value === "object" ? (value as Record<string, unknown>) : {};
  } catch {
    return null;
  }
}
