/** Signing in: the whole page at first, a dialog over everything when a session has ended. */

import { h } from "../../../widget/src/dom";
import type { Api } from "../api";
import { icon } from "../icons";
import type { Texts } from "../texts";
import type { SignedIn } from "../types";
import { explain } from "./context";

export function signInForm(api: Api, texts: Texts, email: string, done: (session: SignedIn) => void): HTMLFormElement {
  const field = (name: string, label: string, type: string, autocomplete: string): HTMLElement =>
    h(
      "label",
      { class: "field" },
      h("span", {}, label),
      h("input", {
        name,
        type,
        autocomplete,
        required: true,
        value: name === "email" ? email : null,
        maxlength: 300,
        dir: "ltr",
      }),
    );
  const button = h("button", { type: "submit", class: "button primary wide" }, texts.enter);
  const trouble = h("p", { class: "trouble", role: "alert" });
  const form = h(
    "form",
    { class: "sign-in-form", onsubmit: (event: SubmitEvent) => (event.preventDefault(), void enter()) },
    field("email", texts.email, "email", "username"),
    field("password", texts.password, "password", "current-password"),
    trouble,
    button,
  );
  return form;

  async function enter(): Promise<void> {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    button.replaceChildren(texts.entering);
    trouble.replaceChildren();
    const values = new FormData(form);
    try {
      done(await api.login(String(values.get("email")).trim(), String(values.get("password"))));
    } catch (error) {
      trouble.replaceChildren(explain(error, texts));
      const password = form.elements.namedItem("password") as HTMLInputElement;
      password.value = "";
      password.focus();
    } finally {
      button.ariaBusy = null;
      button.replaceChildren(texts.enter);
    }
  }
}

export function signInPage(form: HTMLFormElement, texts: Texts): HTMLElement {
  return h(
    "main",
    { class: "sign-in" },
    h("div", { class: "sign-in-card" }, h("div", { class: "mark" }, icon("chat")), h("h1", {}, texts.signIn), form),
  );
}

/** Can't be closed without signing in: everything behind it waits. */
export function signInDialog(form: HTMLFormElement, texts: Texts): HTMLDialogElement {
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "sign-in-again", "aria-describedby": "sign-in-why" },
    h("h2", { id: "sign-in-again" }, texts.signInAgain),
    h("p", { id: "sign-in-why", class: "muted" }, texts.expired),
    form,
  );
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => dialog.isConnected && dialog.showModal());
  return dialog;
}
