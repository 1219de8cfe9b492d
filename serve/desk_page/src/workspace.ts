/** The desk while an agent is signed in: queue and case side by side, live, under one set of keys. */

import { h } from "../../widget/src/dom";
import { icon } from "./icons";
import { listenForKeys } from "./keys";
import { LISTS, QueueModel } from "./models/queue";
import { Outbox } from "./outbox";
import { DraftStore, OutboxStore } from "./storage";
import { keepListening } from "./stream";
import type { CaseRow, Macro } from "./types";
import { CaseScreen } from "./views/case";
import { explain, type DeskContext } from "./views/context";
import { confirmDialog, helpDialog } from "./views/dialog";
import { Header } from "./views/header";
import { macrosDialog } from "./views/macros";
import { QueueView } from "./views/queue";

const PHONE = matchMedia("(max-width: 760px)");
const ANNOUNCE_AT_MOST_MS = 10_000;

export class Workspace {
  readonly element: HTMLElement;
  readonly #drafts: DraftStore;
  readonly #context: DeskContext;
  readonly #end = new AbortController();
  readonly #queue: QueueModel;
  readonly #outbox: Outbox;
  readonly #header: Header;
  readonly #queueView: QueueView;
  readonly #main: HTMLElement;
  #screen: CaseScreen | null = null;
  #macros: Macro[] = [];
  #announced = 0;
  readonly #lines = { queue: true, case: true };

  constructor(context: DeskContext, signOut: () => void) {
    const { signal } = this.#end;
    this.#context = context;
    this.#drafts = new DraftStore(context.me.agent);
    this.#queue = new QueueModel(context.api, context.me.agent.id);
    this.#outbox = new Outbox(context.api, new OutboxStore(context.me.agent));
    this.#header = new Header(context, {
      help: () => this.#help(),
      macros: () => this.#editMacros(),
      signOut: () => this.#leave(signOut),
    });
    this.#queueView = new QueueView(
      context,
      this.#queue,
      this.#drafts,
      () => this.#screen?.head.heading.focus(),
      signal,
    );
    this.#main = h("section", { id: "case", class: "main", tabindex: -1, "aria-label": context.texts.theCase });
    this.element = h(
      "div",
      { class: "desk" },
      this.#header.element,
      h("main", { class: "columns" }, this.#queueView.element, this.#main),
    );
    this.#nothing();
  }

  start(): void {
    const { signal } = this.#end;
    const { api, texts } = this.#context;
    this.#outbox.arrived = (waiting, message) => {
      if (waiting.suggestion) {
        const same = waiting.suggestion.text.trim() === waiting.message.text.trim();
        api.tellOutcome(waiting.caseId, waiting.suggestion.id, same ? "accepted" : "edited", waiting.message.text);
      }
      if (this.#screen?.model.id === waiting.caseId) this.#screen.arrived(message);
    };
    this.#outbox.refused = (waiting, error) => {
      if (this.#screen?.model.id === waiting.caseId) return this.#screen.refused(waiting, error);
      const { text } = waiting.message;
      this.#drafts.set(waiting.caseId, {
        reply: text,
        note: "",
        noting: false,
        suggestion: waiting.suggestion,
        at: Date.now(),
      });
      this.#context.toast(
        texts.notSent(this.#queue.row(waiting.caseId)?.title ?? waiting.caseId, explain(error, texts)),
        true,
      );
    };
    this.#outbox.start(signal);
    this.#queue.arrived = (row) => this.#tell(texts.newCase(row.title));
    this.#queue.answered = (row) => this.#tell(texts.newReply(row.shopper.name ?? texts.guest));
    this.#queue.on(() => (document.title = texts.title(this.#queue.calling, this.#context.me.shop_name)));
    void this.#queue.reload();
    keepListening(
      {
        connect: (lastEventId, over) => api.queueEvents(lastEventId, over),
        event: (name, payload) => {
          if (name === "queue") this.#news(payload["case"] as CaseRow);
          else if (name === "presence") this.#people(String(payload["case_id"]), payload["agents"] as string[]);
          else if (name === "reset") void this.#queue.reload();
        },
        line: (up) => {
          this.#line("queue", up);
          if (up) void this.#queue.reload(); // what happened before the line was up is in the lists
        },
      },
      signal,
    ).catch((error: unknown) => this.#context.toast(explain(error, texts), true));
    for (const event of ["online", "offline"])
      window.addEventListener(event, () => this.#line("queue", this.#lines.queue), { signal });
    window.addEventListener("hashchange", () => this.#route(true), { signal });
    if (this.#context.me.macros)
      api
        .macros()
        .then((macros) => this.#setMacros(macros))
        .catch(() => undefined);
    this.#keys(signal);
    this.#route(false);
  }

  stop(): void {
    this.#screen?.close();
    this.#end.abort();
    this.element.remove();
  }

  #news(row: CaseRow): void {
    this.#queue.tell(row);
    if (this.#screen?.model.id === row.id) this.#screen.model.setRow(row);
  }

  #line(which: "queue" | "case", up: boolean): void {
    this.#lines[which] = up;
    this.#header.line(this.#lines.queue && this.#lines.case);
  }

  #people(caseId: string, names: string[]): void {
    this.#queue.setPeople(caseId, names);
    if (this.#screen?.model.id === caseId) this.#screen.model.setPeople(names);
  }

  /** The address says which case is open, so that it can be shared, reloaded and gone back from. */
  #route(focus: boolean): void {
    const id = /^#\/cases\/([^/]+)$/.exec(location.hash)?.[1];
    this.#open(id ? decodeURIComponent(id) : null, focus);
  }

  #go(id: string | null, focus: boolean): void {
    const hash = id ? `#/cases/${encodeURIComponent(id)}` : location.pathname;
    history[PHONE.matches && id ? "pushState" : "replaceState"](null, "", hash);
    this.#open(id, focus);
  }

  #open(id: string | null, focus: boolean): void {
    if (this.#screen?.model.id === id) return;
    const before = this.#screen?.model.id;
    this.#screen?.close();
    this.#screen = null;
    this.#line("case", true);
    this.#queue.opened(id);
    this.#queueView.open = id;
    this.element.dataset["view"] = id ? "case" : "queue";
    if (!id) {
      this.#nothing();
      if (focus && before) this.#queueView.focusRow(before);
      return;
    }
    const screen = (this.#screen = new CaseScreen(this.#context, id, this.#macros, {
      queue: this.#queue,
      outbox: this.#outbox,
      drafts: this.#drafts,
      back: () => this.#go(null, true),
      left: (gone) => this.#next(gone),
      line: (up) => this.#line("case", up),
    }));
    this.#main.replaceChildren(screen.element);
    void screen.open(focus);
  }

  /** After a case is settled, the next of the list; the queue where there is none. */
  #next(gone: string): void {
    const rest = this.#queue.rows(this.#queue.list).filter((row) => row.id !== gone);
    this.#go(PHONE.matches ? null : (rest[0]?.id ?? null), true);
    if (!this.#screen) this.#queueView.focus();
  }

  #step(step: number): void {
    const id = this.#queueView.neighbour(step);
    if (!id) return;
    if (!PHONE.matches) this.#go(id, false);
    this.#queueView.focusRow(id);
  }

  #list(step: number): void {
    const place = LISTS.indexOf(this.#queue.list) + step;
    this.#queue.choose(LISTS[(place + LISTS.length) % LISTS.length]!);
    this.#context.announce(
      `${this.#context.texts.lists[this.#queue.list]}: ${this.#queue.rows(this.#queue.list).length}`,
    );
  }

  #keys(signal: AbortSignal): void {
    const on = (act: (screen: CaseScreen) => void) => (): void => {
      if (this.#screen?.model.view) act(this.#screen);
    };
    const place = (number: number): Record<string, () => void> => ({
      [String(number)]: on((screen) => screen.sendSuggestion(screen.suggestions.at(number))),
      [`⇧${number}`]: on((screen) => screen.editSuggestion(screen.suggestions.at(number))),
    });
    listenForKeys(
      {
        j: () => this.#step(1),
        k: () => this.#step(-1),
        "[": () => this.#list(-1),
        "]": () => this.#list(1),
        g: () => (PHONE.matches && this.#go(null, true), this.#queueView.focus()),
        c: on(({ work }) => void (work.mine ? work.release() : work.claim(false))),
        ...place(1),
        ...place(2),
        ...place(3),
        e: on((screen) => screen.editSuggestion(screen.suggestions.marked)),
        x: on((screen) => screen.refuseMarked()),
        z: on((screen) => screen.undo()),
        r: on((screen) => screen.write(false)),
        n: on((screen) => screen.write(true)),
        "/": on((screen) => (screen.show("conversation"), screen.composer.openMacros())),
        a: on((screen) => screen.prepareAction()),
        b: on((screen) => screen.brief.toggle()),
        s: on(({ work }) => work.solve()),
        p: on(({ work }) => work.giveBack()),
        f: on((screen) => screen.searchSolved()),
        "?": () => this.#help(),
      },
      () => this.#context.preferences.get("keys", true),
      signal,
    );
  }

  /** Drafts may name people, so they don't stay on a device that somebody else may use next. */
  #leave(signOut: () => void): void {
    const { texts } = this.#context;
    const go = (): void => (this.#drafts.clear(), signOut());
    if (this.#drafts.empty) go();
    else confirmDialog({ title: texts.signOut, hint: texts.signOutHint, action: texts.signOut }, texts, go);
  }

  #help(): void {
    const { texts, preferences } = this.#context;
    helpDialog(texts, preferences.get("keys", true), (enabled) => preferences.set("keys", enabled));
  }

  #editMacros(): void {
    macrosDialog(this.#context, this.#macros, (macros) => this.#setMacros(macros));
  }

  #setMacros(macros: Macro[]): void {
    this.#macros = macros;
    if (this.#screen) this.#screen.composer.macros = macros;
  }

  #nothing(): void {
    const { texts } = this.#context;
    this.element.dataset["view"] = "queue";
    this.#main.replaceChildren(
      h(
        "div",
        { class: "empty pick" },
        icon("chat"),
        h("p", { class: "strong" }, texts.pick),
        h("p", { class: "muted" }, texts.pickHint),
      ),
    );
  }

  /** Screen readers hear of the queue now and then, not of its every move. */
  #tell(words: string): void {
    if (Date.now() - this.#announced < ANNOUNCE_AT_MOST_MS) return;
    this.#announced = Date.now();
    this.#context.announce(words);
  }
}
