/** The desk's HTTP calls; errors come out as `Problem`, lost connections as a TypeError. */

import { problem } from "../../widget/src/api";
import { uuid } from "../../widget/src/dom";
import { readEvents, type SseMessage } from "../../widget/src/sse";
import type { ProductCard } from "../../widget/src/types";
import type {
  AgentProposal,
  CaseRow,
  CaseView,
  Macro,
  Me,
  Message,
  Note,
  OrderAction,
  Prepared,
  SignedIn,
  SolvedCase,
  Tone,
} from "./types";

const ANSWER_WITHIN = 30_000;
const SILENCE = 45_000;

export type List = "waiting" | "mine" | "claimed" | "solved";

export interface Outgoing {
  text: string;
  suggestion_id?: string;
  /** The last message that the agent has seen: whoever answered since then is not talked over. */
  seen: string;
}

export class Api {
  token: string | null = null;
  /** Asks the agent to sign in again; over when they have. */
  renew: () => Promise<void> = () => Promise.resolve();

  async login(email: string, password: string): Promise<SignedIn> {
    const response = await this.#once(
      "POST",
      "/v1/desk/login",
      { email, password },
      {},
      AbortSignal.timeout(ANSWER_WITHIN),
    );
    if (!response.ok) throw await problem(response);
    return (await response.json()) as SignedIn;
  }

  me(): Promise<Me> {
    return this.#json("GET", "/v1/desk/me");
  }

  cases(state: List, cursor: string | null): Promise<{ cases: CaseRow[]; next: string | null }> {
    const query = new URLSearchParams({ state, limit: "50", ...(cursor && { cursor }) });
    return this.#json("GET", `/v1/desk/cases?${query}`);
  }

  read(id: string): Promise<CaseView> {
    return this.#json("GET", path(id));
  }

  claim(id: string, force: boolean): Promise<CaseRow> {
    return this.#do(path(id, "claim"), { force });
  }

  release(id: string): Promise<CaseRow> {
    return this.#do(path(id, "release"), {});
  }

  giveBack(id: string, note: string): Promise<CaseRow> {
    return this.#do(path(id, "return"), note ? { note } : {});
  }

  solve(id: string, resolution: string): Promise<CaseRow> {
    return this.#do(path(id, "solve"), resolution ? { resolution } : {});
  }

  /** @param key the same key again is the same message, however often it is sent. */
  async send(id: string, message: Outgoing, key: string, keepalive = false): Promise<Message> {
    const answer = await this.#do<{ message: Message }>(path(id, "messages"), message, key, keepalive);
    return answer.message;
  }

  async note(id: string, text: string, key: string): Promise<Note> {
    return (await this.#do<{ note: Note }>(path(id, "notes"), { text }, key)).note;
  }

  prepare(id: string, action: OrderAction): Promise<Prepared> {
    return this.#do(path(id, "actions"), action);
  }

  async decide(id: string, proposal: string, accept: boolean, key: string): Promise<AgentProposal> {
    const answer = await this.#do<{ proposal: AgentProposal }>(
      path(id, `actions/${encodeURIComponent(proposal)}/confirm`),
      { accept },
      key,
    );
    return answer.proposal;
  }

  rewrite(id: string, text: string, tone: Tone): Promise<{ text: string; changed: boolean }> {
    return this.#json("POST", path(id, "rewrite"), { text, tone });
  }

  translate(id: string, text: string, to: string): Promise<{ text: string; changed: boolean }> {
    return this.#json("POST", path(id, "translate"), { text, to });
  }

  async macros(): Promise<Macro[]> {
    const answer = await this.#json<Macro[] | { macros: Macro[] }>("GET", "/v1/desk/macros");
    return Array.isArray(answer) ? answer : answer.macros;
  }

  saveMacro(macro: Omit<Macro, "id"> & { id?: string }): Promise<Macro> {
    const { id, ...body } = macro;
    return id
      ? this.#json("PUT", `/v1/desk/macros/${encodeURIComponent(id)}`, body)
      : this.#do("/v1/desk/macros", body);
  }

  async deleteMacro(id: string): Promise<void> {
    await this.#json("DELETE", `/v1/desk/macros/${encodeURIComponent(id)}`);
  }

  async solved(query: string): Promise<SolvedCase[]> {
    const answer = await this.#json<{ cases: SolvedCase[] }>(
      "GET",
      `/v1/desk/solved?${new URLSearchParams({ q: query.slice(0, 300), limit: "8" })}`,
    );
    return answer.cases;
  }

  /** A product with the versions that a line could be swapped for. */
  product(id: string): Promise<ProductCard> {
    return this.#json("GET", `/v1/desk/products/${encodeURIComponent(id)}`);
  }

  /** Nobody waits for these; a failure costs nothing but the news. */
  tellTyping(id: string): void {
    this.#tell(path(id, "typing"), {});
  }

  tellOutcome(id: string, suggestion: string, outcome: "accepted" | "edited" | "refused", text?: string): void {
    const body = text === undefined ? { outcome } : { outcome, text };
    this.#tell(path(id, `suggestions/${encodeURIComponent(suggestion)}/feedback`), body);
  }

  queueEvents(lastEventId: string, signal: AbortSignal): Promise<AsyncGenerator<SseMessage>> {
    return this.#stream("/v1/desk/events", lastEventId, signal);
  }

  caseEvents(id: string, lastEventId: string, signal: AbortSignal): Promise<AsyncGenerator<SseMessage>> {
    return this.#stream(path(id, "events"), lastEventId, signal);
  }

  suggestions(id: string, draft: string, signal: AbortSignal): Promise<AsyncGenerator<SseMessage>> {
    const query = draft ? `?${new URLSearchParams({ draft: draft.slice(0, 2000) })}` : "";
    return this.#stream(path(id, "suggestions") + query, "", signal);
  }

  async #stream(address: string, lastEventId: string, signal: AbortSignal): Promise<AsyncGenerator<SseMessage>> {
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (lastEventId) headers["Last-Event-ID"] = lastEventId;
    const response = await this.#fetch("GET", address, undefined, headers, () => signal);
    if (!response.body || !response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
      throw new TypeError("The answer is not an event stream.");
    }
    return readEvents(response.body, SILENCE);
  }

  #tell(address: string, body: object): void {
    this.#once("POST", address, body, {}, null, true).catch(() => undefined);
  }

  #do<T>(address: string, body: object, key = uuid(), keepalive = false): Promise<T> {
    return this.#json("POST", address, body, { "Idempotency-Key": key }, keepalive);
  }

  async #json<T>(
    method: string,
    address: string,
    body?: object,
    headers: Record<string, string> = {},
    keepalive = false,
  ): Promise<T> {
    const limit = (): AbortSignal | null => (keepalive ? null : AbortSignal.timeout(ANSWER_WITHIN));
    try {
      const response = await this.#fetch(
        method,
        address,
        body,
        { Accept: "application/json", ...headers },
        limit,
        keepalive,
      );
      const text = await response.text();
      return (text ? JSON.parse(text) : null) as T;
    } catch (error) {
      if (error instanceof DOMException) throw new TypeError("The server did not answer in time.");
      throw error;
    }
  }

  async #fetch(
    method: string,
    address: string,
    body: object | undefined,
    headers: Record<string, string>,
    signal: () => AbortSignal | null,
    keepalive = false,
  ): Promise<Response> {
    const { token } = this;
    let response = await this.#once(method, address, body, headers, signal(), keepalive);
    if (response.status === 401) {
      if (this.token === token) await this.renew();
      response = await this.#once(method, address, body, headers, signal(), keepalive);
    }
    if (!response.ok) throw await problem(response);
    return response;
  }

  #once(
    method: string,
    address: string,
    body: object | undefined,
    headers: Record<string, string>,
    signal: AbortSignal | null,
    keepalive = false,
  ): Promise<Response> {
    const all: Record<string, string> = { ...headers };
    if (body) all["Content-Type"] = "application/json";
    if (this.token) all["Authorization"] = `Bearer ${this.token}`;
    return fetch(address, { method, headers: all, body: body ? JSON.stringify(body) : null, signal, keepalive });
  }
}

function path(id: string, rest = ""): string {
  return `/v1/desk/cases/${encodeURIComponent(id)}${rest && `/${rest}`}`;
}
