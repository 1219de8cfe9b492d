/** Follows one turn to its end, over lost connections: the same key joins the same turn, so nothing is doubled. */

import { Problem } from "./api";
import type { TurnRecord } from "./memory";
import type { SseMessage } from "./sse";
import type { TurnEvent } from "./types";

const ATTEMPTS = 9;
const LONGEST_WAIT = 8;
const PATIENCE = 30;

export interface FollowPorts {
  connect(signal: AbortSignal): Promise<AsyncGenerator<SseMessage>>;
  event(event: TurnEvent): void;
  waiting(error: unknown, seconds: number): void;
}

/** @throws the last error, when waiting longer makes no sense; nothing is thrown after an abort. */
export async function follow(turn: TurnRecord, ports: FollowPorts, signal: AbortSignal): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      for await (const message of await ports.connect(signal)) {
        if (signal.aborted) return;
        const id = Number(message.id);
        if (id && id <= turn.lastEventId) continue;
        if (id) turn.lastEventId = id;
        failures = 0;
        const event = parse<TurnEvent>(message);
        if (event) ports.event(event);
        if (event?.type === "done") return;
      }
      throw new TypeError("The stream ended before the turn did.");
    } catch (error) {
      if (signal.aborted) return;
      const seconds = (error instanceof Problem && error.retryAfter) || backOff(failures);
      if (!worthWaiting(error) || failures >= ATTEMPTS || seconds > PATIENCE) throw error;
      ports.waiting(error, seconds);
      await sleep(seconds * 1000, signal);
    }
  }
}

function worthWaiting(error: unknown): boolean {
  if (error instanceof Problem) return error.temporary || error.code === "turn_in_progress";
  return navigator.onLine;
}

export function backOff(failures: number): number {
  return Math.min(LONGEST_WAIT, 0.5 * 2 ** Math.max(0, failures - 1)) * (0.75 + Math.random() / 2);
}

export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Events that can't be read are passed over, so that a newer server can speak to an older page. */
export function parse<T = TurnEvent>(message: SseMessage): T | null {
  try {
    const payload = JSON.parse(message.data) as T;
    return payload && typeof payload === "object" ? { ...payload, type: message.event as never } : null;
  } catch {
    return null;
  }
}
