/** One open case: brief and conversation in the middle, the shopper and their orders beside it. */

import { Problem } from "../../../widget/src/api";
import { h, uuid } from "../../../widget/src/dom";
import { icon } from "../icons";
import { CaseModel } from "../models/case";
import { SuggestionsModel } from "../models/suggestions";
import type { Draft, DraftStore, Waiting } from "../storage";
import type { ActionDraft, Macro, Message, Suggestion } from "../types";
import { actionForm } from "./action-form";
import { ActionView } from "./action";
import { BriefView } from "./brief";
import { CaseHead } from "./case-head";
import { CaseWork, type WorkPorts } from "./case-work";
import { Composer } from "./composer";
import { ConversationView } from "./conversation";
import { explain, type DeskContext } from "./context";
import { Notice } from "./notice";
import { OrdersView, shopperView } from "./orders";
import { SolvedView } from "./solved";
import { SuggestionsView } from "./suggestions";

const SUGGEST_AFTER_MS = 150;

export interface CasePorts extends WorkPorts {
  drafts: DraftStore;
  back(): void;
  line(up: boolean): void;
}

export class CaseScreen {
  readonly element: HTMLElement;
  readonly model: CaseModel;
  readonly head: CaseHead;
  readonly composer: Composer;
  readonly suggestions: SuggestionsView;
  readonly solved: SolvedView;
  readonly brief: BriefView;
  readonly action: ActionView;
  readonly work: CaseWork;
  readonly #context: DeskContext;
  readonly #ports: CasePorts;
  readonly #suggested: SuggestionsModel;
  readonly #conversation: ConversationView;
  readonly #orders: OrdersView;
  readonly #shopper: HTMLElement;
  readonly #notice: Notice;
  readonly #body: HTMLElement;
  readonly #cover: HTMLElement;
  readonly #panes: Record<"conversation" | "details", HTMLButtonElement>;
  #timer = 0;
  #searched = false;
  #holder = "";
  #unsubscribe: () => void;

  constructor(context: DeskContext, id: string, macros: Macro[], ports: CasePorts) {
    const { texts, api } = context;
    this.#context = context;
    this.#ports = ports;
    this.model = new CaseModel(api, id);
    this.#suggested = new SuggestionsModel(api, id);
    this.#notice = new Notice(texts);
    this.work = new CaseWork(context, this.model, this.#notice, ports);
    this.head = new CaseHead(context, this.model, {
      back: ports.back,
      claim: (force) => void this.work.claim(force),
      release: () => void this.work.release(),
      giveBack: () => this.work.giveBack(),
      solve: () => this.work.solve(),
    });
    this.brief = new BriefView(context);
    this.#conversation = new ConversationView(context, this.model, ports.outbox, () => this.undo());
    this.suggestions = new SuggestionsView(context, this.#suggested, {
      send: (one) => this.sendSuggestion(one),
      edit: (one) => this.editSuggestion(one),
      act: (one) => one.action && this.#prepare(one.action),
      again: () => this.#suggest(this.composer.text),
    });
    this.composer = new Composer(context, {
      caseId: id,
      blanks: () => this.#blanks(),
      send: (text, suggestion) => void this.#send(text, suggestion),
      saveNote: async (text) => {
        this.#conversation.focus();
        this.model.addNote(await api.note(id, text, uuid()));
      },
      changed: (draft) => ports.drafts.set(id, draft),
    });
    this.composer.macros = macros;
    this.composer.restore(ports.drafts.get(id));
    this.action = new ActionView(context, {
      caseId: id,
      claimed: () => this.work.claim(false),
      order: (orderId) => this.model.view?.orders.find(({ order }) => order.id === orderId)?.order ?? null,
      payment: (paymentId) => this.model.view?.shopper.payments?.find(({ id }) => id === paymentId)?.name ?? null,
      changed: (proposal) => (this.model.setProposal(proposal), void this.model.refresh()),
    });
    this.#orders = new OrdersView(
      context,
      (kind, order) =>
        void actionForm(
          kind,
          order,
          this.model.view?.shopper.payments ?? [],
          context,
          (action) => void this.action.prepare(action),
        ),
    );
    this.solved = new SolvedView(context, (text) => (this.show("conversation"), this.composer.edit(text, null)));
    this.#shopper = h("div", { class: "shopper-box" });
    const pane = (name: "conversation" | "details"): HTMLButtonElement =>
      h("button", { type: "button", class: "tab", onclick: () => this.show(name) }, texts[name]);
    this.#panes = { conversation: pane("conversation"), details: pane("details") };
    this.#body = h(
      "div",
      { class: "case-body", hidden: true },
      this.head.element,
      this.#notice.element,
      h(
        "div",
        { class: "panes tabs", role: "group", "aria-label": texts.panes },
        this.#panes.conversation,
        this.#panes.details,
      ),
      h(
        "div",
        { class: "case-columns" },
        h(
          "div",
          { class: "column-conversation" },
          this.brief.element,
          this.#conversation.element,
          this.suggestions.element,
          this.composer.element,
        ),
        h(
          "aside",
          { class: "column-details", "aria-label": texts.details, tabindex: 0 },
          this.action.element,
          this.#shopper,
          h("h3", { class: "section-title" }, texts.orders),
          this.#orders.element,
          h("h3", { class: "section-title" }, texts.solvedBefore),
          this.solved.element,
        ),
      ),
    );
    this.#cover = h(
      "div",
      { class: "cover", role: "status" },
      h(
        "div",
        { class: "skeleton big", role: "img", "aria-label": texts.loading },
        ...Array.from({ length: 6 }, () => h("i")),
      ),
    );
    this.element = h("div", { class: "case", "data-pane": "conversation" }, this.#body, this.#cover);
    this.show("conversation");
    this.#listen(ports);
    this.#unsubscribe = ports.outbox.on(() => this.#leaving());
  }

  async open(focus: boolean): Promise<void> {
    await this.model.open();
    if (focus && this.model.view) this.head.heading.focus();
    this.#leaving();
  }

  close(): void {
    this.#unsubscribe();
    void this.#ports.outbox.flush(this.model.id);
    clearTimeout(this.#timer);
    this.#suggested.stop();
    this.model.close();
  }

  show(pane: "conversation" | "details"): void {
    this.element.dataset["pane"] = pane;
    for (const [name, button] of Object.entries(this.#panes))
      button.setAttribute("aria-pressed", String(name === pane));
  }

  sendSuggestion(suggestion: Suggestion | null): void {
    if (suggestion) void this.#send(suggestion.text, { id: suggestion.id, text: suggestion.text });
  }

  editSuggestion(suggestion: Suggestion | null): void {
    if (!suggestion) return;
    this.show("conversation");
    this.composer.edit(suggestion.text, { id: suggestion.id, text: suggestion.text });
  }

  refuseMarked(): void {
    const { marked } = this.suggestions;
    if (marked) this.suggestions.refuse(marked);
  }

  write(note: boolean): void {
    this.show("conversation");
    this.composer.mode(note);
    this.composer.field.focus();
  }

  prepareAction(): void {
    this.show("details");
    void this.action.prepareOffered();
  }

  searchSolved(): void {
    this.show("details");
    this.solved.field.focus();
  }

  undo(): void {
    const held = this.#ports.outbox.undo(this.model.id);
    if (!held) return;
    this.composer.edit(held.message.text, held.suggestion);
    this.#context.announce(this.#context.texts.takenBack);
  }

  arrived(message: Message): void {
    this.model.addMessage(message);
    this.#suggested.clear();
    this.#context.announce(this.#context.texts.sent);
  }

  /** A reply came back: its text is a draft again, and the agent sees why. */
  refused(waiting: Waiting, error: Problem): void {
    const { texts } = this.#context;
    this.composer.edit(waiting.message.text, waiting.suggestion);
    void this.model.refresh();
    this.#notice.warn(
      `${texts.answeredMeanwhile}: ${explain(error, texts)}`,
      error.status === 409
        ? [
            [texts.sendAnyway, () => this.composer.submit()],
            [texts.keepEditing, () => this.composer.field.focus()],
          ]
        : [],
    );
  }

  async #send(text: string, suggestion: Draft["suggestion"]): Promise<void> {
    if (!(await this.work.send(text, suggestion))) this.composer.edit(text, suggestion);
  }

  #prepare(draft: ActionDraft): void {
    this.show("details");
    void this.action.prepare(draft.arguments, draft);
  }

  #suggest(draft = ""): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#suggested.ask(draft.trim()), draft ? 0 : SUGGEST_AFTER_MS);
  }

  #blanks(): Record<string, string> {
    const { view } = this.model;
    return {
      name: view?.shopper.name?.split(" ")[0] ?? this.#context.texts.unknownName,
      order: view?.brief.next_step?.action?.arguments.order_id ?? view?.orders[0]?.order.id ?? "",
      agent: this.#context.me.agent.name.split(" ")[0] ?? "",
    };
  }

  #listen(ports: CasePorts): void {
    const { model } = this;
    model.shopperSpoke = () => this.#suggest();
    model.agentSpoke = (message) => {
      if (message.agent && message.agent !== this.#context.me.agent.name) this.#suggested.clear();
    };
    model.on((part) => {
      if (part === "view") this.#view();
      else if (part === "row") this.#row();
      else if (part === "entries") this.#conversation.update();
      else if (part === "people") this.head.updatePeople();
      else if (part === "typing") this.#conversation.updateTyping();
      else if (part === "line") ports.line(model.lineUp);
      else if (part === "gone") this.#uncovered();
    });
    this.#suggested.on(() => this.#offer());
  }

  /** Who has the case is said aloud when it changes under the agent's hands. */
  #row(): void {
    const { texts, me } = this.#context;
    const row = this.model.view?.case;
    const holder = row?.state === "claimed" && row.assigned_to?.id !== me.agent.id ? (row.assigned_to?.name ?? "") : "";
    if (holder && this.#holder !== holder)
      this.#notice.warn(texts.claimedBy(holder), [[texts.takeOver, () => void this.work.claim(true)]]);
    else if (!holder && this.#holder) {
      this.#notice.quiet();
      if (this.work.mine) this.#suggest(); // taken over
    }
    this.#holder = holder;
    const settled = row?.state === "solved" || row?.state === "returned";
    this.composer.settled = settled;
    if (settled) this.#suggested.clear();
    this.head.update();
  }

  #view(): void {
    const { view } = this.model;
    if (!view) return this.#uncovered();
    const first = this.#body.hidden;
    this.#body.hidden = false;
    this.#cover.hidden = true;
    if (first)
      this.#holder = view.case.state === "claimed" && !this.work.mine ? (view.case.assigned_to?.name ?? "") : "";
    this.#row();
    this.brief.show(view.brief);
    this.composer.shopper = view.shopper.name ?? "";
    this.#shopper.replaceChildren(shopperView(view, this.#context));
    this.#orders.update(view);
    this.#conversation.update();
    this.#offer();
    if (first && (view.case.state === "waiting" || this.work.mine)) this.#suggest();
    if (!this.#searched) {
      this.#searched = true;
      void this.solved.search(view.case.title);
    }
  }

  /** The action that is offered: the best suggestion's, else the brief's next step. */
  #offer(): void {
    const { view } = this.model;
    if (!view || view.case.state === "solved") return;
    const suggested = this.#suggested.list.find((one) => one.final && one.action)?.action;
    this.action.offer(view.brief.next_step?.action ?? suggested ?? null);
  }

  /** Nothing to show: the case is gone, or can't be read just now. */
  #uncovered(): void {
    const { texts } = this.#context;
    if (this.model.view && !(this.model.error instanceof Problem)) return;
    this.#body.hidden = true;
    this.#cover.hidden = false;
    this.#cover.replaceChildren(
      h(
        "div",
        { class: "empty" },
        icon("block"),
        h("h2", { tabindex: -1 }, texts.caseGone),
        h("p", { class: "muted" }, explain(this.model.error, texts)),
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "button", class: "button", onclick: () => void this.model.open() }, texts.tryAgain),
          h("button", { type: "button", class: "button", onclick: this.#ports.back }, texts.toQueue),
        ),
      ),
    );
  }

  #leaving(): void {
    const inside = this.suggestions.element.contains(document.activeElement);
    this.#conversation.updateLeaving();
    this.suggestions.element.classList.toggle("served", this.#ports.outbox.of(this.model.id).length > 0);
    if (inside) this.#conversation.focus();
  }
}
