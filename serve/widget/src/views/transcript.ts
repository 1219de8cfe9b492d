/** The log of the conversation with the line that says what is going on. */

import { Problem } from "../api";
import { h } from "../dom";
import type { Entry } from "../history";
import type { TurnRecord } from "../memory";
import type { TurnState } from "../session";
import type { Choice, DeskEvent, Message, Proposal, TurnEvent } from "../types";
import type { ViewContext } from "./context";
import { errorView } from "./notices";
import { ProposalView, type WayBack } from "./proposal";
import { bubble, TurnView } from "./turn";

const MARGIN = 12;
const TYPING_LASTS = 6_000;

export class Transcript {
  readonly element: HTMLElement;
  readonly #log: HTMLElement;
  readonly #chips: HTMLElement;
  readonly #status: HTMLElement;
  readonly #statusWords: HTMLElement;
  readonly #context: ViewContext;
  readonly #retry: (turn: TurnRecord) => void;
  readonly #ask: (text: string) => void;
  readonly #turns = new Map<TurnRecord, TurnView>();
  readonly #proposals = new Map<string, ProposalView>();
  /** The turn that each proposal came with. */
  readonly #origins = new Map<string, TurnView>();
  /** The turn that is kept in view, until the shopper scrolls elsewhere. */
  #followed: HTMLElement | null = null;
  #scrolledTo = 0;
  #typed = 0;

  constructor(context: ViewContext, retry: (turn: TurnRecord) => void, ask: (text: string) => void) {
    const { texts } = context;
    this.#context = context;
    this.#retry = retry;
    this.#ask = ask;
    this.#log = h("div", {
      class: "log", part: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": texts.conversation,
    });
    this.#chips = h("div", { class: "chips", role: "group" });
    this.#statusWords = h("span", {});
    this.#status = h("div", { class: "status", part: "status" },
      h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
      h("span", { role: "status" }, this.#statusWords));
    this.#say("");
    this.element = h("div", { class: "scroller", tabindex: 0, role: "group", "aria-label": texts.conversation },
      this.#log, this.#chips, this.#status);
    this.element.addEventListener("scroll", () => {
      if (Math.abs(this.element.scrollTop - this.#scrolledTo) > 48) this.#followed = null;
    }, { passive: true });
    new ResizeObserver(() => this.#keepInView()).observe(this.#log);
  }

  greet(greeting: string, suggestions: string[]): void {
    this.#log.querySelector(".greeting")?.remove();
    const said = bubble("assistant", greeting || this.#context.texts.greeting, this.#context);
    said.classList.add("greeting");
    this.#log.prepend(said);
    this.#offer(this.#context.texts.suggestions, suggestions.map((text) => ({ label: text, text })));
  }

  /** Puts what was said before above what this page has said, without reading it out. */
  restore(entries: Entry[], proposals: Proposal[]): void {
    this.#log.setAttribute("aria-live", "off");
    const before = h("div", { class: "earlier" });
    for (const entry of entries) {
      this.#offer("", []);
      if ("message" in entry) {
        before.append(bubble(entry.message.role, entry.message.text, this.#context, entry.message.agent));
      } else {
        const view = this.#viewOf(entry.turn);
        before.append(view.element);
        for (const event of entry.turn.events) this.event(entry.turn, event);
      }
    }
    this.#log.querySelector(".greeting")?.after(before);
    for (const proposal of proposals) this.#bringUpToDate(proposal, before);
    this.#showWaysBack();
    this.#followed = null;
    setTimeout(() => {
      this.#log.setAttribute("aria-live", "polite");
      this.toEnd();
    });
  }

  addTurn(turn: TurnRecord): void {
    const view = this.#viewOf(turn);
    this.#offer("", []);
    this.#log.append(view.element);
    this.#followed = view.element;
    this.#keepInView();
  }

  addMessage(message: Message): void {
    this.#typing("");
    this.#offer("", []);
    this.#log.append(bubble(message.role, message.text, this.#context, message.agent));
    this.toEnd();
  }

  /** What people of the shop do beside their messages. */
  desk(event: DeskEvent): void {
    const { texts } = this.#context;
    if (event.type !== "agent") {
      const view = new TurnView(null, this.#context, () => undefined);
      this.#log.append(view.element);
      if (event.type === "action") this.#propose(view, event.proposal);
      else view.show(event);
    } else if (event.change === "typing") {
      return this.#typing(texts.agentTyping(event.name));
    } else if (event.change !== "message") {
      const left = event.holder === "waiting" ? texts.agentReleased : texts.agentLeft;
      const words = event.change === "joined" ? texts.agentJoined(event.name) : left(event.name);
      this.#typing("");
      this.#log.append(h("p", { class: "muted aside", part: "news", dir: "auto" }, words));
    }
    this.toEnd();
  }

  event(turn: TurnRecord, event: TurnEvent): void {
    const view = this.#viewOf(turn);
    if (event.type === "status") this.#say(this.#context.texts.stages[event.stage] ?? "");
    else if (event.type === "action") this.#propose(view, event.proposal);
    else if (event.type === "choices") this.#offer(this.#context.texts.answers, event.choices);
    else view.show(event);
    if (event.type === "done" && "pending" in event.state) this.#replace(event.state["pending"] as string | null);
  }

  state(turn: TurnRecord, state: TurnState): void {
    const { texts } = this.#context;
    const view = this.#viewOf(turn);
    view.element.classList.toggle("waiting", state.kind === "queued");
    this.#status.classList.toggle("trouble", state.kind === "reconnecting" || state.kind === "busy");
    if (state.kind === "queued" || state.kind === "sending") view.pardon();
    if (state.kind === "queued") return;
    if (state.kind === "sending") this.#say(texts.sending);
    else if (state.kind === "answering") this.#say(texts.stages.planning);
    else if (state.kind === "reconnecting") this.#say(texts.reconnecting);
    else if (state.kind === "busy") this.#say(texts.busy(state.seconds));
    else this.#say("");
    const [, pressed, button] = /^actions\/(.+)\/(confirm|undo)$/.exec(turn.request.path) ?? [];
    if (pressed && (state.kind === "failed" || (state.kind === "done" && button === "undo"))) {
      this.#proposals.get(decodeURIComponent(pressed))?.reopen();
    }
    if (state.kind === "failed") {
      view.fail(this.#reason(state.error), !(state.error instanceof Problem) || state.error.status !== 404);
    }
  }

  /** Says beside the conversation that something outside a turn is going on; "" for nothing. */
  note(words: string): void {
    this.#say(words);
  }

  /** Something outside a turn went wrong. */
  trouble(words: string, retry: () => void): void {
    this.#log.append(errorView(words, this.#context, retry));
  }

  clear(): void {
    for (const proposal of this.#proposals.values()) proposal.close();
    this.#proposals.clear();
    this.#origins.clear();
    this.#turns.clear();
    this.#log.replaceChildren();
    this.#offer("", []);
    this.#say("");
  }

  toEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
    this.#scrolledTo = this.element.scrollTop;
  }

  #viewOf(turn: TurnRecord): TurnView {
    let view = this.#turns.get(turn);
    if (!view) {
      view = new TurnView(turn.request.text, this.#context, () => this.#retry(turn));
      this.#turns.set(turn, view);
    }
    return view;
  }

  #propose(view: TurnView, proposal: Proposal): void {
    const known = this.#proposals.get(proposal.id);
    if (known) known.update(proposal);
    else {
      this.#origins.set(proposal.id, view);
      view.addTitled(this.#newProposal(proposal).element, proposal.title);
    }
    this.#showWaysBack();
  }

  /** Only what came together with the proposal that waits now can still be decided. */
  #replace(pending: string | null): void {
    const origin = pending === null ? null : this.#origins.get(pending);
    for (const [id, view] of this.#proposals) {
      if (view.untouched && this.#origins.get(id) !== origin) view.update({ ...view.proposal, state: "replaced" });
    }
    this.#showWaysBack();
  }

  /** What this page remembers of a proposal may be old: it may have been decided or taken back elsewhere. */
  #bringUpToDate(proposal: Proposal, before: HTMLElement): void {
    const known = this.#proposals.get(proposal.id);
    if (known && proposal.state !== "pending") known.update(proposal);
    else if (!known && (proposal.state === "pending" || proposal.undo_until)) {
      before.append(this.#newProposal(proposal).element);
    }
  }

  /** Of what was done to an order, only the last can be taken back, and a proposal that does so asks in its place. */
  #showWaysBack(): void {
    const done = new Map<string, ProposalView>();
    const ways = new Map<ProposalView, WayBack>();
    for (const view of this.#proposals.values()) {
      const { action, state } = view.proposal;
      const last = action.order_id ? done.get(action.order_id) : undefined;
      const undoes = action.kind === "undo";
      if (state === "executed") {
        if (last) ways.set(last, undoes ? "taken" : "closed");
        if (action.order_id) done.set(action.order_id, view);
      } else if (view.waits && undoes && last) {
        ways.set(last, "asked");
      }
    }
    for (const view of this.#proposals.values()) view.wayBack = ways.get(view) ?? "open";
  }

  /** Shows what may be tapped instead of typing. */
  #offer(name: string, choices: Choice[]): void {
    this.#chips.setAttribute("aria-label", name);
    this.#chips.replaceChildren(...choices.map(({ label, text }) =>
      h("button", { type: "button", class: "chip", part: "chip", dir: "auto", onclick: () => this.#ask(text) }, label)));
    this.#keepInView();
  }

  #newProposal(proposal: Proposal): ProposalView {
    this.#proposals.get(proposal.id)?.close();
    const view = new ProposalView(proposal, this.#context, () => this.#showWaysBack());
    this.#proposals.set(proposal.id, view);
    return view;
  }

  #reason(error: unknown): string {
    const { texts } = this.#context;
    if (error instanceof Problem) {
      if (error.status === 401) return error.detail || texts.unauthorised;
      return error.detail || error.title || texts.failed;
    }
    return navigator.onLine ? texts.lost : texts.offline;
  }

  /** A sign of typing goes out when no other comes. */
  #typing(words: string): void {
    clearTimeout(this.#typed);
    if (words) {
      this.#say(words);
      this.#typed = window.setTimeout(() => this.#typing(""), TYPING_LASTS);
    } else if (this.#typed) {
      this.#typed = 0;
      this.#say("");
    }
  }

  #say(words: string): void {
    if (this.#statusWords.textContent !== words) this.#statusWords.textContent = words;
    this.#status.classList.toggle("idle", !words);
    this.#keepInView();
  }

  /** As far down as possible while the beginning of the turn stays in sight. */
  #keepInView(): void {
    if (!this.#followed) return;
    this.element.scrollTop = Math.min(this.element.scrollHeight, this.#followed.offsetTop - MARGIN);
    this.#scrolledTo = this.element.scrollTop;
  }
}
