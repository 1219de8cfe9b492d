/** The open case: what the server has told of it, kept up to date by its live stream. */

import type { Api } from "../api";
import { Emitter } from "../emitter";
import { keepListening } from "../stream";
import type { AgentProposal, CaseRow, CaseView, Entry, Message, Note } from "../types";

const TYPING_LASTS = 6_000;
const AWAY_MS = 60_000;

export type CasePart = "view" | "row" | "entries" | "orders" | "people" | "typing" | "line" | "gone";

export class CaseModel extends Emitter<CasePart> {
  view: CaseView | null = null;
  error: unknown = null;
  /** The assistant is answering the shopper at this moment. */
  assistantWrites = false;
  lineUp = true;
  readonly typing = new Map<string, number>();
  readonly #api: Api;
  readonly #end = new AbortController();
  #listening = new AbortController();
  #away = 0;
  #timer = 0;
  shopperSpoke: () => void = () => undefined;
  agentSpoke: (message: Message) => void = () => undefined;

  constructor(
    api: Api,
    readonly id: string,
  ) {
    super();
    this.#api = api;
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  close(): void {
    this.#end.abort();
    clearTimeout(this.#away);
    clearTimeout(this.#timer);
  }

  async open(): Promise<void> {
    await this.refresh();
    if (!this.view) return;
    this.#listen();
    document.addEventListener("visibilitychange", () => this.#seen(), { signal: this.signal });
  }

  /** A tab that nobody looks at for long gives its line back: browsers keep few of them for one server. */
  #seen(): void {
    clearTimeout(this.#away);
    if (document.hidden) {
      this.#away = window.setTimeout(() => {
        this.#listening.abort();
        this.#line(true); // given back, not lost
      }, AWAY_MS);
    } else if (this.#listening.signal.aborted) {
      void this.refresh().then(() => this.#listen());
    }
  }

  #line(up: boolean): void {
    this.lineUp = up;
    this.emit("line");
  }

  #listen(): void {
    if (!this.view || this.signal.aborted) return;
    this.#listening = new AbortController();
    keepListening(
      {
        connect: (lastEventId, signal) => this.#api.caseEvents(this.id, lastEventId, signal),
        event: (name, payload) => this.#event(name, payload),
        line: (up, again) => {
          this.#line(up);
          if (up && again) void this.refresh();
        },
      },
      AbortSignal.any([this.signal, this.#listening.signal]),
      this.view.last_event_id === undefined ? "" : String(this.view.last_event_id),
    ).catch((error: unknown) => {
      this.error = error;
      this.emit("gone");
    });
  }

  /** Reads the whole case again; what is on screen stays until the answer has come. */
  async refresh(): Promise<void> {
    try {
      const view = await this.#api.read(this.id);
      if (this.signal.aborted) return;
      const before = this.view && lastOf(this.view, "shopper");
      this.view = this.#withLater(view);
      this.error = null;
      if (before !== null && before !== lastOf(this.view, "shopper")) this.shopperSpoke();
    } catch (error) {
      if (this.signal.aborted) return;
      this.error = error;
    }
    this.emit("view");
  }

  setRow(row: CaseRow): void {
    if (!this.view) return;
    this.view.case = row;
    this.emit("row");
  }

  addMessage(message: Message): void {
    const { view } = this;
    if (!view || view.entries.some((entry) => entry.type === "message" && entry.id === message.id)) return;
    view.entries.push({ ...message, type: "message" });
    view.last_message_id = message.id;
    if (message.role !== "assistant")
      view.case = { ...view.case, last_message: { role: message.role, text: message.text, at: message.at } };
    this.typing.delete(message.role === "shopper" ? "shopper" : (message.agent ?? ""));
    if (message.role === "assistant") this.assistantWrites = false;
    this.emit("entries");
    this.emit("typing");
    if (message.role === "shopper") this.shopperSpoke();
    if (message.role === "agent") this.agentSpoke(message);
  }

  addNote(note: Note): void {
    const { view } = this;
    if (!view || view.notes.some((known) => known.id === note.id)) return;
    view.notes.push(note);
    this.emit("entries");
  }

  setPeople(names: string[]): void {
    if (!this.view) return;
    this.view.agents_here = names;
    this.emit("people");
  }

  setProposal(proposal: AgentProposal): void {
    if (!this.view) return;
    const others = this.view.proposals.filter((known) => known.id !== proposal.id);
    this.view.proposals = [...others, proposal];
    this.emit("entries");
    this.emit("orders");
  }

  #event(name: string, payload: Record<string, unknown>): void {
    switch (name) {
      case "message":
        return this.addMessage((payload["message"] ?? payload) as Message);
      case "note":
        return this.addNote((payload["note"] ?? payload) as Note);
      case "case":
        return this.setRow((payload["case"] ?? payload) as CaseRow);
      case "typing":
        return this.#types(String(payload["name"] ?? "shopper"));
      case "status":
      case "text":
        if (!this.assistantWrites) ((this.assistantWrites = true), this.emit("typing"));
        return;
      case "done": // the assistant's words and what they change are read whole
        this.assistantWrites = false;
        this.emit("typing");
        return void this.refresh();
      case "action":
        return void this.refresh();
      case "products":
      case "order":
      case "cart":
      case "citations":
      case "handoff":
      case "error":
        return this.#card({ ...payload, type: name } as Entry);
      case "reset":
        return void this.refresh();
      default:
        return;
    }
  }

  /** What the stream brought while the answer was on its way is not lost. */
  #withLater(view: CaseView): CaseView {
    const known = new Set(view.entries.map((entry) => (entry.type === "message" ? entry.id : "")));
    const last = view.entries.reduce((at, entry) => (entry.type === "message" && entry.at > at ? entry.at : at), "");
    const later = (this.view?.entries ?? []).filter(
      (entry): entry is Extract<Entry, { type: "message" }> =>
        entry.type === "message" && !known.has(entry.id) && entry.at > last,
    );
    if (!later.length) return view;
    return { ...view, entries: [...view.entries, ...later], last_message_id: later[later.length - 1]!.id };
  }

  #card(entry: Entry): void {
    this.view?.entries.push(entry);
    this.emit("entries");
  }

  #types(who: string): void {
    this.typing.set(who, Date.now() + TYPING_LASTS);
    this.emit("typing");
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      for (const [name, until] of this.typing) if (until <= Date.now()) this.typing.delete(name);
      this.emit("typing");
    }, TYPING_LASTS + 50);
  }
}

function lastOf(view: CaseView, role: Message["role"]): string {
  return view.entries.reduce((last, entry) => (entry.type === "message" && entry.role === role ? entry.id : last), "");
}
