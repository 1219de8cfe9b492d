/** The custom element: attributes and JavaScript API on the outside, session and views on the inside. */

import { Api } from "./api";
import { Ending } from "./ending";
import { Format, isRightToLeft } from "./format";
import type { Entry } from "./history";
import { Memory, type TurnRecord } from "./memory";
import { Session, type SessionView, type TurnState } from "./session";
import style from "./style.css";
import { english, type Texts } from "./texts";
import type { Cart, CartRequest, DeskEvent, Holder, Message, PageContext, ProductCard, Proposal, TurnEvent } from "./types";
import { Composer } from "./views/composer";
import { SurveyView } from "./views/survey";
import { Shell } from "./views/shell";
import { Transcript } from "./views/transcript";
import { h } from "./dom";

const SURVEY_AFTER = 120;

interface Inside {
  session: Session;
  shell: Shell;
  transcript: Transcript;
  composer: Composer;
  survey: SurveyView;
  ending: Ending;
  texts: Texts;
}

/**
 * `<shopkeeper-chat>`: the chat with its launcher.
 *
 * Attributes: data-shop (the shop's name), data-api (the server's address, absent: the page's own),
 * data-locale, data-cart-url, data-theme (light, dark; absent: as the device), data-position (start, end),
 * data-survey-after (seconds of silence after which the shopper is asked, once, how it was: 120; 0: never).
 * DOM events, all prefixed `shopkeeper:` — ready, open, close, send, products, order, cart, action, handoff, agent, error,
 * done, unauthorized, which a page answers with `identify(token)` so that the refused request is sent once more,
 * and add-to-cart, which a page cancels when it fills the cart itself.
 */
export class ShopkeeperChat extends HTMLElement implements SessionView {
  /** The host page's own words, set before the element is connected. */
  texts: Partial<Texts> = {};
  #inside: Inside | null = null;
  #early: (() => void)[] = [];
  #page = new AbortController();

  connectedCallback(): void {
    const { signal } = (this.#page = new AbortController());
    if (!this.#inside) this.#build();
    const { session } = this.#inside!;
    window.addEventListener("pagehide", () => session.save(), { signal });
    window.addEventListener("online", () => session.retryAll(), { signal });
    this.#early.splice(0).forEach((call) => call());
    this.#emit("ready", {});
    if (session.memory.visit?.open && !this.#inside!.shell.phone) this.#open(false);
    else if (session.awaited) void session.start().catch(() => undefined);
  }

  disconnectedCallback(): void {
    this.#page.abort();
    this.#inside?.session.save();
  }

  open(): void {
    this.#whenBuilt(() => this.#open(true));
  }

  close(): void {
    this.#whenBuilt(({ shell, session }) => {
      if (!shell.opened) return;
      shell.opened = session.open = false;
      session.save();
      shell.launcher.focus();
      this.#emit("close", {});
    });
  }

  toggle(): void {
    this.#whenBuilt(({ shell }) => (shell.opened ? this.close() : this.open()));
  }

  /** @param token signed by the storefront; null signs out, and an identified conversation is left behind. */
  identify(token: string | null): void {
    this.#whenBuilt(({ session }) => session.identify(token));
  }

  setContext(context: PageContext): void {
    this.#whenBuilt(({ session }) => {
      const seen = session.context.productId;
      session.context = { ...session.context, ...context };
      const product = session.context.productId;
      if (product && product !== seen) session.report([{ type: "view", product_id: product }]);
    });
  }

  /** Says something for the shopper, as if they had typed it. */
  send(text: string): void {
    this.#whenBuilt(({ session }) => {
      if (!text.trim()) return;
      this.#emit("send", { text: text.trim() });
      session.say(text.trim());
    });
  }

  /** @returns a function that ends the subscription. */
  on(event: string, handler: (detail: unknown, event: CustomEvent) => void): () => void {
    const listener = (event: Event): void => handler((event as CustomEvent).detail, event as CustomEvent);
    this.addEventListener(`shopkeeper:${event}`, listener);
    return () => this.removeEventListener(`shopkeeper:${event}`, listener);
  }

  // What the session tells.

  greeted(greeting: string, suggestions: string[]): void {
    this.#inside?.transcript.greet(greeting, suggestions);
  }

  restored(entries: Entry[], proposals: Proposal[], handedOff: boolean): void {
    const { transcript, shell, session } = this.#inside!;
    transcript.restore(entries, proposals);
    if (!shell.opened && session.unread) shell.unread = true;
    if (handedOff) shell.handedOff = true;
    else if (entries.length && !proposals.some((proposal) => proposal.state === "pending")) this.#inside?.ending.resume();
  }

  turnAdded(turn: TurnRecord): void {
    this.#inside?.ending.pause();
    this.#inside?.survey.close();
    this.#inside?.transcript.addTurn(turn);
  }

  turnState(turn: TurnRecord, state: TurnState): void {
    const { transcript, composer, shell } = this.#inside!;
    transcript.state(turn, state);
    if (state.kind === "queued") return;
    const ended = state.kind === "done" || state.kind === "failed";
    composer.answering = !ended;
    if (turn.request.path === "handoff") shell.asking = !ended;
    if (ended && !shell.opened) shell.unread = true;
    if (state.kind === "done") this.#inside!.ending.rest();
    if (state.kind === "failed") this.#emit("error", { error: state.error });
  }

  turnEvent(turn: TurnRecord, event: TurnEvent): void {
    const { transcript, session, shell } = this.#inside!;
    transcript.event(turn, event);
    this.#inside!.ending.saw(event);
    if (event.type === "handoff") shell.handedOff = true;
    if (event.type === "products") {
      session.report(event.products.map((card) => ({
        type: "impression", product_id: card.product_id, position: card.position,
      })));
    }
    if (event.type === "cart" && event.changed) this.#emit("cart", event.cart);
    else if (event.type !== "cart" && event.type !== "text" && event.type !== "status") this.#emit(event.type, event);
  }

  agentWrote(message: Message): void {
    const { transcript, shell } = this.#inside!;
    transcript.addMessage(message);
    if (!shell.opened) shell.unread = true;
    this.#emit("agent", { name: message.agent ?? "", text: message.text });
  }

  deskEvent(event: DeskEvent): void {
    this.#inside?.transcript.desk(event);
  }

  held(holder: Holder, agent: string): void {
    const { shell, composer, ending } = this.#inside!;
    ending.held(holder !== "assistant");
    shell.agent = composer.reader = holder === "agent" ? agent : "";
    shell.handedOff = holder !== "assistant";
  }

  forgotten(): void {
    const { transcript, composer, shell, survey, ending } = this.#inside!;
    transcript.clear();
    survey.close();
    ending.begin();
    composer.answering = false;
    shell.handedOff = false;
    shell.agent = composer.reader = "";
    if (shell.opened) void this.#start();
  }

  unauthorised(): void {
    this.#emit("unauthorized", {});
  }

  #looking(): boolean {
    return document.visibilityState === "visible" && this.#inside!.shell.opened;
  }

  #build(): void {
    const texts = { ...english, ...this.texts };
    const format = new Format(this.#locale());
    const api = new Api((this.dataset["api"] ?? "").replace(/\/+$/, ""));
    const session = new Session(api, new Memory(api.base), this, () => session.context.locale ?? this.#locale());
    const composer = new Composer(texts, (text) => this.send(text), () => void session.stop());
    const transcript = new Transcript({
      texts, format, cartUrl: this.dataset["cartUrl"] ?? "/cart",
      addToCart: (request) => this.#addToCart(request),
      clicked: (card) => this.#clicked(card),
      decide: (id, accept) => (session.decide(id, accept), this.#goOn()),
      undo: (id) => (session.undo(id), this.#goOn()),
    }, (turn) => (session.retry(turn), this.#goOn()), (text) => (this.send(text), this.#goOn()));
    const survey = new SurveyView(texts, (score, comment) => session.rate(score, comment), () => composer.field.focus());
    transcript.element.append(survey.element);
    const quiet = Number(this.dataset["surveyAfter"] ?? SURVEY_AFTER) || 0;
    const ending = new Ending(quiet, () => session.busy || !this.#looking() || composer.field.value !== "", () => {
      void session.mayAsk().then((may) => may && !session.busy && (survey.ask(), transcript.toEnd()));
    });
    const shell = new Shell(texts, this.dataset["shop"] ?? texts.shop, [transcript.element, composer.element], {
      open: () => this.open(), close: () => this.close(), person: () => (session.handoff(), this.#goOn()),
    });
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const direction = isRightToLeft(this.#locale()) ? "rtl" : getComputedStyle(this).direction;
    root.append(h("div", { class: "root", dir: direction, lang: format.locale }, shell.launcher, shell.panel));
    this.#inside = { session, shell, transcript, composer, survey, ending, texts };
  }

  #open(focus: boolean): void {
    const { session, shell, transcript } = this.#inside!;
    if (!shell.opened) {
      shell.opened = session.open = true;
      transcript.toEnd();
      this.#emit("open", {});
      session.seen();
      void this.#start();
    }
    if (focus) this.#goOn();
  }

  /** Puts the focus where the shopper goes on, without an on-screen keyboard over what they came to read. */
  #goOn(): void {
    const { shell, composer } = this.#inside!;
    (matchMedia("(pointer: coarse)").matches ? shell.panel : composer.field).focus();
  }

  async #start(): Promise<void> {
    const { session, transcript, texts } = this.#inside!;
    try {
      if (session.memory.known) transcript.note(texts.restoring);
      await session.start();
      if (!session.busy) transcript.note("");
      session.save();
    } catch {
      transcript.note("");
      transcript.greet("", []);
      transcript.trouble(texts.notRestored, () => void this.#start());
    }
  }

  async #addToCart(request: CartRequest): Promise<void> {
    const { session } = this.#inside!;
    if (!this.#emit("add-to-cart", request, true)) {
      session.report([{ type: "add_to_cart", product_id: request.productId }]);
      return;
    }
    const cart: Cart = await session.addToCart(request.variantId, request.quantity);
    this.#emit("cart", cart);
  }

  #clicked(card: ProductCard): void {
    this.#inside?.session.report([{ type: "click", product_id: card.product_id, position: card.position }]);
  }

  #locale(): string {
    return this.dataset["locale"] || (this.closest("[lang]") as HTMLElement | null)?.lang || navigator.language || "en";
  }

  /** @returns false when a listener cancelled it. */
  #emit(name: string, detail: object, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(`shopkeeper:${name}`, { detail, cancelable, bubbles: true, composed: true }));
  }

  #whenBuilt(call: (inside: Inside) => void): void {
    if (this.#inside) call(this.#inside);
    else this.#early.push(() => call(this.#inside!));
  }
}
