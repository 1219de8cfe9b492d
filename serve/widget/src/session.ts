/** One shopper's conversation: begins it, brings it back, and takes its turns one after the other. No DOM here. */

import { type Api, Problem } from "./api";
import { follow, sleep } from "./follow";
import { type Entry, merge } from "./history";
import type { Memory, TurnRecord } from "./memory";
import { DeskLine } from "./desk";
import type { Cart, DeskEvent, Holder, Message, PageContext, Proposal, ShopEvent, Transcript, TurnEvent } from "./types";
import { uuid } from "./dom";

const TOKEN_EXPECTED_WITHIN = 1_500;
const TOKEN_RENEWED_WITHIN = 4_000;
const STOP_WITHIN = 4_000;

export type TurnState =
  | { kind: "queued" | "sending" | "answering" | "reconnecting" | "done" }
  | { kind: "busy"; seconds: number }
  | { kind: "failed"; error: unknown };

/** What the session tells whoever shows it. */
export interface SessionView {
  greeted(greeting: string, suggestions: string[]): void;
  /** @param proposals as they stand now. */
  restored(entries: Entry[], proposals: Proposal[], handedOff: boolean): void;
  turnAdded(turn: TurnRecord): void;
  turnState(turn: TurnRecord, state: TurnState): void;
  turnEvent(turn: TurnRecord, event: TurnEvent): void;
  agentWrote(message: Message): void;
  /** People of the shop have come, gone, typed or done something. */
  deskEvent(event: DeskEvent): void;
  /** Who answers from now on; the agent by name. */
  held(holder: Holder, agent: string): void;
  forgotten(): void;
  /** The token was refused; the page may bring another. */
  unauthorised(): void;
}

export class Session {
  context: PageContext = {};
  open = false;
  #turns: TurnRecord[] = [];
  #id: string | null = null;
  #greeting = "";
  #suggestions: string[] = [];
  #starting: Promise<void> | null = null;
  #life = new AbortController();
  #current: { turn: TurnRecord; abort: AbortController } | null = null;
  #agentMessages = new Set<string>();
  #newest = "";
  readonly #desk: DeskLine;
  #tokenCame: () => void = () => undefined;
  #token = this.#nextToken();
  #renewing: Promise<void> | null = null;

  constructor(
    readonly api: Api,
    readonly memory: Memory,
    readonly view: SessionView,
    readonly locale: () => string,
  ) {
    this.#desk = new DeskLine(api, (event) => this.#heardDesk(event));
    api.renew = () => (this.#renewing ??= this.#renew().finally(() => (this.#renewing = null)));
  }

  get busy(): boolean {
    return this.#current !== null;
  }

  /** A person may have written while the shopper was elsewhere. */
  get awaited(): boolean {
    return this.memory.known?.awaits !== undefined;
  }

  /** A person has written what the shopper hasn't seen. */
  get unread(): boolean {
    return this.awaited && this.#newest !== "" && this.#newest !== this.memory.known?.awaits;
  }

  /** The shopper looks at the conversation, if it is open. */
  seen(): void {
    const { known } = this.memory;
    if (!known || !this.open) return;
    const { awaits: _, ...rest } = known;
    this.memory.known = this.#desk.holder === "assistant" ? rest : { ...rest, awaits: this.#newest };
  }

  /** Brings the known conversation back, or begins one; may be called again after a failure. */
  start(): Promise<void> {
    const life = this.#life.signal;
    this.#starting ??= this.#begin(life).catch((error: unknown) => {
      if (!life.aborted) this.#starting = null;
      throw error;
    });
    return this.#starting;
  }

  say(text: string): void {
    this.#add({ path: "messages", body: { text, context: this.#where() }, text });
  }

  decide(proposalId: string, accept: boolean): void {
    this.#add({ path: `actions/${encodeURIComponent(proposalId)}/confirm`, body: { accept }, text: null });
  }

  undo(proposalId: string): void {
    this.#add({ path: `actions/${encodeURIComponent(proposalId)}/undo`, body: {}, text: null });
  }

  handoff(): void {
    this.#add({ path: "handoff", body: {}, text: null });
  }

  /** Takes a turn up again: with its own key while the server may know it, as a new one after its end. */
  retry(turn: TurnRecord): void {
    if (turn.turnId !== null) {
      const { path, body, text } = turn.request;
      this.#add({ path, body, text });
      return;
    }
    turn.failed = false;
    this.view.turnState(turn, { kind: "queued" });
    void this.#pump();
  }

  /** The line is back: everything that waited for it goes on. */
  retryAll(): void {
    for (const turn of this.#turns) if (turn.failed && turn.turnId === null) this.retry(turn);
  }

  /** Ends the running turn, on the server and, if the server doesn't answer, here alone. */
  async stop(): Promise<void> {
    const current = this.#current;
    if (!current) return;
    if (this.#id) this.api.cancel(this.#id).catch(() => undefined);
    await sleep(STOP_WITHIN, current.abort.signal);
    if (this.#current !== current) return;
    current.abort.abort();
    this.#take(current.turn, { type: "done", turn_id: "", reason: "cancelled", state: {} });
  }

  async addToCart(variantId: string, quantity: number): Promise<Cart> {
    await this.start();
    return this.api.addToCart(this.#id!, variantId, quantity);
  }

  /** May the shopper be asked how it was? */
  async mayAsk(): Promise<boolean> {
    return this.#id !== null && this.api.mayAsk(this.#id).catch(() => false);
  }

  /** @throws when the answer could not be sent; one that was given before is kept, and that is all right. */
  async rate(score: number, comment: string): Promise<void> {
    if (!this.#id) return;
    await this.api.rate(this.#id, score, comment).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.status !== 409) throw error;
    });
  }

  report(events: ShopEvent[]): void {
    if (this.#id && events.length) this.api.report(this.#id, events);
  }

  /** Who is speaking from now on; null signs out and leaves an identified conversation behind. */
  identify(token: string | null): void {
    const leaves = token === null && (this.api.token !== null || this.memory.known?.identified);
    this.api.token = token;
    this.#tokenCame();
    this.#token = this.#nextToken();
    if (leaves) this.forget();
    else if (token && this.#id) this.memory.known = { ...this.memory.known, id: this.#id, identified: true };
  }

  forget(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#current?.abort.abort();
    this.#current = null;
    this.#turns = [];
    this.#id = this.#starting = null;
    this.#desk.reset();
    this.memory.known = null;
    this.memory.visit = null;
    this.view.forgotten();
  }

  /** Keeps what this tab shows, for its next page. */
  save(): void {
    if (!this.#id) return;
    const { open } = this;
    this.memory.visit = {
      conversation: this.#id, open, greeting: this.#greeting, suggestions: this.#suggestions, turns: this.#turns,
    };
  }

  #nextToken(): Promise<void> {
    return new Promise((resolve) => (this.#tokenCame = resolve));
  }

  async #renew(): Promise<void> {
    const came = this.#token;
    this.view.unauthorised();
    await Promise.race([came, sleep(TOKEN_RENEWED_WITHIN)]);
  }

  async #begin(life: AbortSignal): Promise<void> {
    const known = this.memory.known;
    if (known?.identified && this.api.token === null) {
      await Promise.race([this.#token, sleep(TOKEN_EXPECTED_WITHIN)]);
      if (life.aborted) return;
    }
    if (known && (await this.#restore(known.id, life))) return;
    await this.#create(life);
  }

  async #create(life: AbortSignal): Promise<void> {
    const created = await this.api.create(this.locale(), this.#where());
    if (life.aborted) return;
    this.#id = created.id;
    this.#greeting = created.greeting;
    this.#suggestions = created.suggestions ?? [];
    this.memory.known = { id: created.id, identified: this.api.token !== null };
    this.view.greeted(this.#greeting, this.#turns.length ? [] : this.#suggestions);
    this.save();
  }

  /** @returns false when that conversation is gone or somebody else's. */
  async #restore(id: string, life: AbortSignal): Promise<boolean> {
    let transcript;
    try {
      transcript = await this.api.read(id);
    } catch (error) {
      if (!(error instanceof Problem) || error.temporary) throw error;
      // A token that has run out says nothing about the conversation.
      if (error.status === 401 && this.api.token !== null) throw error;
      this.memory.known = this.memory.visit = null;
      return false;
    }
    if (life.aborted) return true;
    const visit = this.memory.visit?.conversation === id ? this.memory.visit : null;
    const earlier = visit?.turns ?? [];
    const typed = this.#turns;
    this.#id = id;
    this.#greeting = visit?.greeting ?? "";
    this.#suggestions = visit?.suggestions ?? [];
    this.#turns = [...earlier, ...typed];
    const entries = merge(transcript.messages, earlier);
    const handedOff = transcript.state.handed_off ?? false;
    for (const message of transcript.messages) if (message.role === "agent") this.#agentWrote(message);
    this.view.greeted(this.#greeting, entries.length || this.#turns.length ? [] : this.#suggestions);
    this.view.restored(entries, proposalsOf(transcript), handedOff);
    for (const turn of earlier.filter((turn) => turn.turnId === null)) {
      turn.failed = false;
      this.view.turnAdded(turn);
      for (const event of turn.events) this.view.turnEvent(turn, event);
    }
    const holder = transcript.state.holder ?? (handedOff ? "waiting" : "assistant");
    if (holder !== "assistant") this.#hold(holder, transcript.state.agent ?? "", transcript.last_event_id ?? 0);
    this.seen();
    void this.#pump();
    return true;
  }

  #add(request: { path: string; body: object; text: string | null }): void {
    const turn = { request: { key: uuid(), ...request }, events: [], lastEventId: 0, turnId: null, failed: false };
    this.#turns.push(turn);
    this.view.turnAdded(turn);
    this.view.turnState(turn, { kind: "queued" });
    this.save();
    void this.#pump();
  }

  async #pump(): Promise<void> {
    while (!this.#current) {
      const turn = this.#turns.find((turn) => turn.turnId === null && !turn.failed);
      if (!turn) return;
      const abort = new AbortController();
      this.#current = { turn, abort };
      const life = this.#life;
      this.view.turnState(turn, { kind: "sending" });
      await this.#run(turn, abort);
      abort.abort();
      if (this.#life !== life) return;
      this.#current = null;
      this.view.turnState(turn, turn.failed ? { kind: "failed", error: this.#failure } : { kind: "done" });
      this.save();
    }
  }

  #failure: unknown = null;

  async #run(turn: TurnRecord, abort: AbortController): Promise<void> {
    let replaced = false;
    for (;;) {
      try {
        await follow(turn, {
          connect: async (signal) => {
            await this.start();
            const { path, body, key } = turn.request;
            const stream = await this.api.turn(this.#id!, path, body, key, turn.lastEventId, signal);
            this.view.turnState(turn, { kind: "answering" });
            return stream;
          },
          event: (event) => this.#take(turn, event),
          waiting: (error, seconds) => this.view.turnState(turn, waitState(error, seconds)),
        }, abort.signal);
        return;
      } catch (error) {
        if (!replaced && this.#conversationGone(turn, error)) {
          replaced = true;
          continue;
        }
        turn.failed = true;
        this.#failure = error;
        return;
      }
    }
  }

  /** The server doesn't know the conversation any more: the next attempt quietly begins a new one. */
  #conversationGone(turn: TurnRecord, error: unknown): boolean {
    if (!(error instanceof Problem) || error.status !== 404) return false;
    if (error.code !== "conversation_not_found" && turn.request.path !== "messages") return false;
    this.#id = this.#starting = null;
    this.#desk.reset();
    this.memory.known = null;
    turn.lastEventId = 0;
    return true;
  }

  #take(turn: TurnRecord, event: TurnEvent): void {
    if (event.type === "done") turn.turnId = event.turn_id;
    turn.events.push(event);
    this.view.turnEvent(turn, event);
    if (event.type === "handoff") this.#hold("waiting", "", turn.lastEventId);
    // A line that is open knows better: the turn may have looked just before somebody came.
    if (event.type === "done" && event.state["holder"] && !this.#desk.listening) {
      this.#hold(event.state["holder"] as Holder, String(event.state["agent"] ?? ""), turn.lastEventId);
    }
  }

  /** Listens to the desk from now on, or not any more. */
  #hold(holder: Holder, agent: string, after: number): void {
    if (!this.#id) return;
    this.view.held(holder, agent);
    void this.#desk.hold(holder, this.#id, after, this.#life.signal);
    this.seen();
  }

  /** @returns false when it is known already. */
  #agentWrote(message: Message): boolean {
    if (this.#agentMessages.has(message.id)) return false;
    this.#agentMessages.add(message.id);
    this.#newest = message.id;
    return true;
  }

  #heardDesk(event: DeskEvent): void {
    if (event.type === "agent" && event.change === "message") {
      if (!this.#agentWrote(event.message)) return;
      this.view.agentWrote(event.message);
      return this.seen();
    }
    if (event.type === "agent" && event.change !== "typing") {
      this.view.held(event.holder, event.change === "joined" ? event.name : "");
      this.seen();
    }
    this.view.deskEvent(event);
  }

  #where(): object {
    const { page, productId } = this.context;
    return { url: page ?? location.href, ...(productId && { product_id: productId }) };
  }
}

function proposalsOf({ events = [], state }: Transcript): Proposal[] {
  const shown = events.flatMap((event) => (event.type === "action" ? [event.proposal] : []));
  return [...shown, ...(state.pending ? [state.pending] : [])];
}

function waitState(error: unknown, seconds: number): TurnState {
  const busy = error instanceof Problem && error.status === 429;
  return busy ? { kind: "busy", seconds: Math.ceil(seconds) } : { kind: "reconnecting" };
}
