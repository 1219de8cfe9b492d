/** Drafted help pages: read, corrected, approved or rejected by a person. */

import { h } from "./dom.js";
import { texts } from "./texts.js";

const words = texts.drafts;

/** The section; it fetches its drafts by itself. */
export function draftsSection(api, format) {
  const news = h("p", { role: "status", class: "news" });
  const list = h("div", { class: "drafts" });
  const show = (drafts) => list.replaceChildren(...(drafts.length
    ? drafts.map((draft) => draftView(draft, api, format))
    : [h("p", { class: "muted" }, words.none)]));
  const look = h("button", { type: "button", class: "button" }, words.look);
  look.addEventListener("click", async () => {
    news.textContent = words.looking;
    try {
      const found = await api.propose();
      show(await api.drafts());
      news.textContent = found.length ? words.found(found.length) : words.nothing;
    } catch (error) {
      news.textContent = error.message || texts.lost;
    }
  });
  api.drafts().then(show, (error) => (news.textContent = error.message || texts.lost));
  return h("section", { class: "card", "aria-labelledby": "drafts" },
    h("h2", { id: "drafts" }, words.title), h("p", { class: "muted" }, words.about), h("p", {}, look), news, list);
}

function draftView(draft, api, format) {
  const article = h("article", { class: "draft", "aria-label": draft.title });
  const show = (current, said) => {
    article.replaceChildren(...(current.state === "draft" ? editor(current, said) : decided(current, said)));
    article.querySelector("[role=status]")?.focus?.();
  };

  function decided(current, said) {
    return [
      h("h3", {}, current.title),
      h("p", { class: "muted" },
        words.decided(words.states[current.state], current.decided_by, format.day(current.decided_at))),
      current.state === "approved" && h("p", {}, h("a", { href: `/help/${current.slug}` }, `/help/${current.slug}`)),
      h("p", { role: "status", class: "news" }, said ?? ""),
    ].filter(Boolean);
  }

  function editor(current, said) {
    const id = (name) => `${current.id}-${name}`;
    const title = h("input", { id: id("title"), value: current.title, maxlength: 200, required: true });
    const slug = h("input", {
      id: id("slug"), value: current.slug, maxlength: 80, required: true, pattern: "[a-z0-9]+(-[a-z0-9]+)*",
      "aria-describedby": id("hint"), autocapitalize: "none", spellcheck: "false",
    });
    const body = h("textarea", { id: id("body"), rows: 7, maxlength: 20000, required: true }, current.body);
    const asked = h("textarea", { id: id("asked"), rows: 3 }, current.asked.join("\n"));
    const news = h("p", { role: "status", class: "news", tabindex: -1 }, said ?? "");
    const doubts = [...current.doubts, ...(current.unsaid.length ? [words.unsaid(current.unsaid.join(", "))] : [])];
    const entered = () => ({
      title: title.value, slug: slug.value, body: body.value,
      asked: asked.value.split("\n").map((line) => line.trim().slice(0, 200)).filter(Boolean).slice(0, 50),
    });
    const attempt = async (action, told) => {
      try {
        show(await action(), told);
      } catch (error) {
        news.textContent = error.message || texts.lost;
      }
    };
    const save = () => api.edit(current.id, entered());
    const form = h("form", {
      onsubmit: (event) => {
        event.preventDefault();
        void attempt(async () => (await save(), api.decide(current.id, "approve")), words.published);
      },
    },
      field(title, words.name), field(slug, words.slug, h("span", { id: id("hint"), class: "muted" }, words.slugHint)),
      field(body, words.body), field(asked, words.asked),
      doubts.length > 0 && h("div", { class: "doubts" }, h("h4", {}, words.doubts),
        h("ul", {}, doubts.map((doubt) => h("li", {}, doubt)))),
      h("details", {}, h("summary", {}, words.sources),
        h("ul", { class: "sources" }, current.sources.map((source) =>
          h("li", {}, h("q", {}, source.text), " ", h("span", { class: "muted" }, source.cases.join(", ")))))),
      news,
      h("div", { class: "buttons" },
        h("button", { type: "submit", class: "button primary" }, words.approve),
        h("button", { type: "button", class: "button", onclick: () => attempt(save, words.saved) }, words.save),
        h("button", {
          type: "button", class: "button", onclick: () => attempt(() => api.decide(current.id, "reject"), words.rejected),
        }, words.reject)));
    return [h("h3", {}, current.title), h("p", { class: "muted" }, words.states.draft), form];
  }

  show(draft);
  return article;
}

function field(input, words, hint = null) {
  return h("div", { class: "field" }, h("label", { for: input.id }, words), input, hint);
}
