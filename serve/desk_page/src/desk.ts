/** What the page runs: signs the agent in, opens the desk, and asks again when the session ends. */

import { Problem } from "../../widget/src/api";
import { h } from "../../widget/src/dom";
import { Api } from "./api";
import { Preferences, SessionStore } from "./storage";
import { english as texts } from "./texts";
import { DeskFormat } from "./time";
import type { SignedIn } from "./types";
import { explain, type DeskContext } from "./views/context";
import { signInDialog, signInForm, signInPage } from "./views/sign-in";
import { Workspace } from "./workspace";

const TOAST_MS = 5_000;

class Desk {
  readonly #api = new Api();
  readonly #sessions = new SessionStore();
  readonly #place = h("div", { class: "page" });
  readonly #toasts = h("div", { class: "toasts", role: "status" });
  readonly #spoken = h("div", { class: "hidden", role: "status" });
  #session: SignedIn | null = null;
  #workspace: Workspace | null = null;
  #renewing: Promise<void> | null = null;
  #renewed: ((session: SignedIn) => void) | null = null;

  start(): void {
    document.body.append(this.#place, this.#toasts, this.#spoken);
    this.#api.renew = () => (this.#workspace ? this.#renew() : Promise.resolve());
    this.#sessions.watch(() => this.#elsewhere());
    const session = this.#sessions.read();
    if (session) void this.#enter(session);
    else this.#signIn("");
  }

  #signIn(email: string): void {
    const form = signInForm(
      this.#api,
      texts,
      email,
      (session) => (this.#sessions.write(session), void this.#enter(session)),
    );
    this.#place.replaceChildren(signInPage(form, texts));
    form.querySelector<HTMLInputElement>(email ? "[name=password]" : "input")?.focus();
  }

  async #enter(session: SignedIn): Promise<void> {
    this.#session = session;
    this.#api.token = session.token;
    this.#place.replaceChildren(h("p", { class: "opening muted", role: "status" }, texts.loading));
    try {
      const me = await this.#api.me();
      const context: DeskContext = {
        api: this.#api,
        texts,
        format: new DeskFormat(navigator.language),
        me,
        preferences: new Preferences(),
        announce: (words) => this.#announce(words),
        toast: (words, trouble) => this.#toast(words, trouble),
      };
      this.#workspace = new Workspace(context, () => this.#leave());
      this.#place.replaceChildren(this.#workspace.element);
      this.#workspace.start();
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return this.#leave();
      this.#place.replaceChildren(
        h(
          "main",
          { class: "sign-in" },
          h(
            "div",
            { class: "sign-in-card" },
            h("h1", {}, texts.desk),
            h("p", { class: "trouble", role: "alert" }, explain(error, texts)),
            h(
              "button",
              { type: "button", class: "button primary wide", onclick: () => void this.#enter(session) },
              texts.tryAgain,
            ),
            h("button", { type: "button", class: "button wide", onclick: () => this.#leave() }, texts.signOut),
          ),
        ),
      );
    }
  }

  #leave(): void {
    const email = this.#session?.agent.email ?? "";
    this.#sessions.write(null);
    this.#workspace?.stop();
    this.#workspace = null;
    this.#session = null;
    this.#api.token = null;
    document.title = texts.desk;
    this.#signIn(email);
  }

  /** Everything that was refused waits for this one sign-in, then goes on. */
  #renew(): Promise<void> {
    this.#renewing ??= new Promise<void>((resolve) => {
      const form = signInForm(this.#api, texts, this.#session?.agent.email ?? "", (session) =>
        this.#renewed?.(session),
      );
      const dialog = signInDialog(form, texts);
      const before = document.activeElement as HTMLElement | null;
      this.#renewed = (session) => {
        this.#renewing = this.#renewed = null;
        dialog.remove();
        if (before?.isConnected) before.focus();
        if (session.agent.id !== this.#session?.agent.id) return void this.#replace(session);
        this.#adopt(session);
        resolve();
      };
      document.body.append(dialog);
      dialog.showModal();
      form.querySelector<HTMLInputElement>(this.#session?.agent.email ? "[name=password]" : "input")?.focus();
    });
    return this.#renewing;
  }

  #adopt(session: SignedIn): void {
    this.#session = session;
    this.#api.token = session.token;
    this.#sessions.write(session);
  }

  /** Somebody else signs in: the desk of the one before closes, their drafts stay theirs. */
  #replace(session: SignedIn): void {
    this.#workspace?.stop();
    this.#workspace = null;
    this.#sessions.write(session);
    void this.#enter(session);
  }

  #elsewhere(): void {
    const session = this.#sessions.read();
    if (!session) {
      if (this.#workspace) this.#leave();
    } else if (this.#renewed) {
      this.#renewed(session);
    } else if (!this.#workspace) {
      void this.#enter(session);
    } else if (session.agent.id !== this.#session?.agent.id) {
      this.#replace(session);
    } else {
      this.#session = session;
      this.#api.token = session.token;
    }
  }

  #announce(words: string): void {
    this.#spoken.replaceChildren();
    setTimeout(() => this.#spoken.replaceChildren(words), 50);
  }

  #toast(words: string, trouble = false): void {
    const toast = h("p", { class: trouble ? "toast bad" : "toast", dir: "auto" }, words);
    this.#toasts.append(toast);
    setTimeout(() => toast.remove(), trouble ? TOAST_MS * 2 : TOAST_MS);
  }
}

new Desk().start();
