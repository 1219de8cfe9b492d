/** The conversation so far: the shopper, the assistant, the agents, their notes, and what was shown. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { CaseModel } from "../models/case";
import type { Leaving, Outbox } from "../outbox";
import type { Entry, Note } from "../types";
import { cardView } from "./cards";
import type { DeskContext } from "./context";
import { messageView } from "./message";

const NEAR_END = 80;

export class ConversationView {
  readonly element: HTMLElement;
  readonly #context: DeskContext;
  readonly #model: CaseModel;
  readonly #outbox: Outbox;
  readonly #log: HTMLElement;
  readonly #leaving: HTMLElement;
  readonly #typing: HTMLElement;
  readonly #latest: HTMLButtonElement;
  readonly #scroller: HTMLElement;
  readonly #undo: () => void;
  #keys: string[] = [];
  #day = "";
  #timer = 0;
  #following = true;
  #top = 0;

  constructor(context: DeskContext, model: CaseModel, outbox: Outbox, undo: () => void) {
    const { texts } = context;
    this.#context = context;
    this.#model = model;
    this.#outbox = outbox;
    this.#undo = undo;
    this.#log = h("div", { class: "log", role: "log", "aria-label": texts.conversation, "aria-live": "off" });
    this.#leaving = h("div", { class: "leaving" });
    this.#typing = h("p", { class: "typing muted" });
    this.#latest = h(
      "button",
      { type: "button", class: "to-latest", hidden: true, onclick: () => this.toEnd() },
      icon("down"),
      texts.toLatest,
    );
    this.#scroller = h(
      "div",
      { class: "scroller", tabindex: 0, role: "group", "aria-label": texts.conversation },
      this.#log,
      this.#leaving,
      this.#typing,
    );
    this.element = h("div", { class: "conversation" }, this.#scroller, this.#latest);
    this.#scroller.addEventListener(
      "scroll",
      () => {
        const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
        const up = scrollTop < this.#top;
        this.#top = scrollTop;
        if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.#following = true;
        else if (up) this.#following = false; // not when the view merely became lower
        this.#latest.hidden = this.#following;
      },
      { passive: true },
    );
    const resized = new ResizeObserver(() => this.#following && this.toEnd());
    resized.observe(this.#scroller);
    resized.observe(this.#log);
    model.signal.addEventListener("abort", () => clearInterval(this.#timer));
  }

  /** Appends what is new; where the past has changed, all of it is shown again without being read out. */
  update(): void {
    const { view } = this.#model;
    if (!view) return;
    const timeline = merged(view.entries, view.notes);
    const keys = timeline.map(identity);
    const quiet = !this.#keys.length || this.#keys.some((key, place) => key !== keys[place]);
    if (quiet) {
      this.#log.setAttribute("aria-live", "off");
      this.#log.replaceChildren();
      this.#keys = [];
      this.#day = "";
      setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 500);
    }
    for (const entry of timeline.slice(this.#keys.length)) {
      const element = this.#element(entry);
      if (element) this.#log.append(...this.#dayLine(entry), element);
    }
    this.#keys = keys;
    if (this.#following) this.toEnd();
    else this.#latest.hidden = false;
  }

  updateTyping(): void {
    const { texts, me, format } = this.#context;
    const names = [...this.#model.typing.keys()].filter((who) => who && who !== me.agent.name);
    const shopper = this.#model.view?.case.shopper.name || texts.guest;
    const words = names.length
      ? texts.typing(format.list(names.map((who) => (who === "shopper" ? shopper : who))))
      : this.#model.assistantWrites
        ? texts.assistantWrites
        : "";
    if (this.#typing.textContent !== words) this.#typing.replaceChildren(words);
    if (this.#following) this.toEnd();
  }

  updateLeaving(): void {
    const leaving = this.#outbox.of(this.#model.id);
    if (this.#leaving.contains(document.activeElement)) this.focus();
    this.#leaving.replaceChildren(...leaving.map((one) => this.#leavingView(one)));
    clearInterval(this.#timer);
    if (leaving.some((one) => one.state === "held")) this.#timer = window.setInterval(() => this.#count(), 250);
    if (leaving.length) this.toEnd();
  }

  toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#following = true;
    this.#latest.hidden = true;
  }

  focus(): void {
    this.#scroller.focus();
  }

  #element(entry: Dated): HTMLElement | null {
    if (entry.type === "note") return this.#note(entry);
    if (entry.type === "message") return messageView(entry, this.#model, this.#context);
    return cardView(entry, this.#context);
  }

  #note(note: Note): HTMLElement {
    const { texts, format } = this.#context;
    return h(
      "article",
      { class: "message internal" },
      h(
        "p",
        { class: "message-head" },
        h("span", { class: "speaker" }, icon("note"), h("bdi", {}, texts.internalNote(note.agent))),
        " ",
        h("time", { datetime: note.at }, format.moment(note.at)),
      ),
      h("p", { class: "bubble", dir: "auto" }, note.text),
    );
  }

  #leavingView(leaving: Leaving): HTMLElement {
    const { texts } = this.#context;
    return h(
      "article",
      { class: `message from-agent leaving-${leaving.state}` },
      h("p", { class: "bubble", dir: "auto" }, leaving.message.text),
      h(
        "p",
        { class: "message-foot" },
        h("span", { class: "leaves", "data-at": leaving.leavesAt }, this.#state(leaving)),
        " ",
        leaving.state === "held" &&
          h(
            "button",
            { type: "button", class: "text-button", onclick: () => this.#undo() },
            texts.takeBack,
            " ",
            h("kbd", {}, "z"),
          ),
      ),
    );
  }

  #state(leaving: Pick<Leaving, "state" | "leavesAt">): string {
    const { texts } = this.#context;
    if (leaving.state === "held") return texts.leavesIn(Math.max(1, Math.ceil((leaving.leavesAt - Date.now()) / 1000)));
    return leaving.state === "stuck" ? texts.stuck : texts.sending;
  }

  #count(): void {
    for (const place of this.#leaving.querySelectorAll<HTMLElement>(".leaving-held .leaves")) {
      const words = this.#state({ state: "held", leavesAt: Number(place.dataset["at"]) });
      if (place.textContent !== words) place.replaceChildren(words);
    }
  }

  #dayLine(entry: Dated): HTMLElement[] {
    const at = "at" in entry ? entry.at : undefined;
    const day = at ? new Date(at).toDateString() : this.#day;
    if (day === this.#day) return [];
    const begins = !this.#day && day === new Date().toDateString();
    this.#day = day;
    return begins || !at ? [] : [h("p", { class: "day" }, this.#context.format.day(at))];
  }
}

type Dated = Entry | (Note & { type: "note" });

/** Notes stand among the messages where they were written. */
function merged(entries: Entry[], notes: Note[]): Dated[] {
  const waiting = [...notes]
    .sort((a, b) => a.at.localeCompare(b.at))
    .map((note) => ({ ...note, type: "note" as const }));
  const timeline: Dated[] = [];
  for (const entry of entries) {
    const at = entry.at;
    while (at && waiting[0] && new Date(waiting[0].at) < new Date(at)) timeline.push(waiting.shift()!);
    timeline.push(entry);
  }
  return [...timeline, ...waiting];
}

function identity(entry: Dated): string {
  if (entry.type === "message") return `message ${entry.id}`;
  if (entry.type === "note") return `note ${entry.at} ${entry.text}`;
  if (entry.type === "action") return `action ${entry.proposal.id} ${entry.proposal.state}`;
  return `${entry.type} ${entry.turn_id} ${entry.id}`;
}
