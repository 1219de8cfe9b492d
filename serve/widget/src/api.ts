/** The widget's HTTP calls; errors come out as `Problem`, lost connections as the browser's TypeError. */

import { readEvents, type SseMessage } from "./sse";
import type { Cart, Created, ShopEvent, Transcript } from "./types";

const ANSWER_WITHIN = 20_000;
const SILENCE = 45_000;

/** A problem document (RFC 9457) or the nearest thing to one. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    /** Seconds until the next request is welcome, where the server said so. */
    readonly retryAfter: number | null,
  ) {
    super(detail || title);
  }

  /** The same request may work later. */
  get temporary(): boolean {
    return this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export class Api {
  token: string | null = null;
  /** Asks for another token than the one that was just refused; over when it has come or nobody brings one. */
  renew: () => Promise<void> = () => Promise.resolve();

  constructor(readonly base: string) {}

  create(locale: string, context: object): Promise<Created> {
    return this.#json("POST", "/v1/conversations", { locale, context });
  }

  read(id: string): Promise<Transcript> {
    return this.#json("GET", conversation(id));
  }

  async cancel(id: string): Promise<void> {
    await this.#json("POST", `${conversation(id)}/cancel`, {});
  }

  async addToCart(id: string, variantId: string, quantity: number): Promise<Cart> {
    const body = { action: "add", variant_id: variantId, quantity };
    const answer = await this.#json<{ cart: Cart }>("POST", `${conversation(id)}/cart`, body);
    return answer.cart;
  }

  /** @returns whether the shopper may be asked how it was: true once a conversation, whatever the number of tabs. */
  async mayAsk(id: string): Promise<boolean> {
    return (await this.#json<{ ask: boolean }>("POST", `${conversation(id)}/satisfaction/asked`, {})).ask;
  }

  async rate(id: string, score: number, comment: string): Promise<void> {
    await this.#json("POST", `${conversation(id)}/satisfaction`, { score, comment });
  }

  /** Starts a turn, or joins the one that this key has started before. */
  async turn(
    id: string, path: string, body: object, key: string, lastEventId: number, signal: AbortSignal,
  ): Promise<AsyncGenerator<SseMessage>> {
    const headers: Record<string, string> = { Accept: "text/event-stream", "Idempotency-Key": key };
    if (lastEventId) headers["Last-Event-ID"] = String(lastEventId);
    return stream(await this.#fetch("POST", `${conversation(id)}/${path}`, body, headers, signal));
  }

  /** Hears from people of the shop, until the line is lost. */
  async events(id: string, lastEventId: number, signal: AbortSignal): Promise<AsyncGenerator<SseMessage>> {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(lastEventId) };
    return stream(await this.#fetch("GET", `${conversation(id)}/events`, undefined, headers, signal));
  }

  /** Tells the shop what was seen and clicked; nobody waits for it and nobody hears of a failure. */
  report(id: string, events: ShopEvent[]): void {
    const body = { conversation_id: id, events };
    this.#fetch("POST", "/v1/events", body, {}, null, true).catch(() => undefined);
  }

  async #json<T>(method: string, path: string, body?: object): Promise<T> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_WITHIN);
    try {
      const response = await this.#fetch(method, path, body, { Accept: "application/json" }, limit.signal);
      const text = await response.text();
      return (text ? JSON.parse(text) : null) as T;
    } finally {
      clearTimeout(timer);
    }
  }

  async #fetch(
    method: string, path: string, body: object | undefined, headers: Record<string, string>,
    signal: AbortSignal | null, keepalive = false,
  ): Promise<Response> {
    if (body) headers["Content-Type"] = "application/json";
    const payload = body ? JSON.stringify(body) : null;
    const send = (token: string | null): Promise<Response> => {
      const all = token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
      return fetch(this.base + path, { method, headers: all, body: payload, signal, keepalive });
    };
    const { token } = this;
    let response = await send(token);
    if (response.status === 401) {
      if (this.token === token) await this.renew();
      if (this.token !== token) response = await send(this.token);
    }
    if (!response.ok) throw await problem(response);
    return response;
  }
}

function stream(response: Response): AsyncGenerator<SseMessage> {
  if (!response.body || !response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
    throw new TypeError("The answer is not an event stream.");
  }
  return readEvents(response.body, SILENCE);
}

function conversation(id: string): string {
  return `/v1/conversations/${encodeURIComponent(id)}`;
}

async function problem(response: Response): Promise<Problem> {
  const after = Number(response.headers.get("Retry-After") ?? NaN);
  let said: Record<string, unknown> = {};
  try {
    said = (await response.json()) as Record<string, unknown>;
  } catch {
    // A gateway's HTML page says nothing that a shopper should read.
  }
  const word = (name: string): string => (typeof said?.[name] === "string" ? said[name] : "");
  const retryAfter = Number.isFinite(after) ? after : null;
  return new Problem(response.status, word("code"), word("title"), word("detail"), retryAfter);
}
