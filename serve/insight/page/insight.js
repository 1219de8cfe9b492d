/** The page: who looks, which period, and the report in sections. */

import { Api, Refused } from "./api.js";
import { bars, dailyChart, meter } from "./charts.js";
import { h, table } from "./dom.js";
import { draftsSection } from "./drafts.js";
import { Format } from "./format.js";
import { texts } from "./texts.js";

const DAY = 24 * 3600 * 1000;

const api = new Api();
const format = new Format(document.documentElement.lang);
let days = 30;

const news = h("p", { class: "news", role: "status" });
const content = h("div", { class: "report" });
const forget = h("button", {
  type: "button", class: "button", hidden: true, onclick: () => ((api.key = null), signIn()),
}, texts.signOut);
const period = h("select", {
  id: "period", onchange: () => ((days = Number(period.value)), void load()),
}, texts.periods.map((each) => h("option", { value: each, selected: each === days }, texts.days(each))));

document.body.replaceChildren(
  h("header", { class: "top" },
    h("h1", {}, texts.title),
    h("nav", {}, h("a", { href: "/desk" }, texts.desk)),
    h("div", { class: "period" }, h("label", { for: "period" }, texts.period), period),
    forget),
  h("main", {}, news, content));
void load();

async function load() {
  if (!api.token) return signIn();
  news.textContent = texts.loading;
  try {
    const report = await api.report(days);
    news.textContent = report.volume.unread ? texts.unread(format.number(report.volume.unread)) : "";
    forget.hidden = !api.ownKey;
    show(report);
  } catch (error) {
    if (error instanceof Refused) return signIn(error.message);
    news.textContent = error.message || texts.lost;
    content.replaceChildren(h("button", { type: "button", class: "button", onclick: () => void load() }, texts.retry));
  }
}

function signIn(why = "") {
  const key = h("input", { id: "key", type: "password", autocomplete: "off", required: true });
  news.textContent = api.token ? why : "";
  forget.hidden = true;
  content.replaceChildren(h("form", {
    class: "card sign-in",
    onsubmit: (event) => (event.preventDefault(), (api.key = key.value.trim()), void load()),
  }, h("p", {}, texts.signInHow),
    h("div", { class: "field" }, h("label", { for: "key" }, texts.key), key),
    h("button", { type: "submit", class: "button primary" }, texts.signIn)));
}

function show(report) {
  const parts = report.volume.turns
    ? [tiles(report), daily(report), groups(report),
       h("div", { class: "columns" }, resolution(report), fails(report), handovers(report), satisfaction(report), took(report))]
    : [h("p", { class: "card" }, texts.empty)];
  content.replaceChildren(...parts, draftsSection(api, format));
}

function section(id, title, ...children) {
  return h("section", { class: "card", "aria-labelledby": id }, h("h2", { id }, title), ...children);
}

function tiles({ volume, troubled, resolution, handovers, satisfaction, cost }) {
  const words = texts.tiles;
  const likely = (share) => share.of > 0 && words.between(format.share(share.ci95[0]), format.share(share.ci95[1]));
  const grown = volume.turns_before ? volume.conversations / Math.max(1, volume.conversations_before) - 1 : null;
  const tile = (name, value, ...notes) => h("div", { class: "tile" },
    h("dt", {}, name), h("dd", {}, h("b", {}, value), notes.filter(Boolean).map((note) => h("span", {}, note))));
  const spent = cost.amount_a_conversation
    ? `${format.exact(cost.amount_a_conversation, 4)} ${cost.currency}`
    : words.tokens(format.number(cost.tokens_a_conversation ?? 0));
  return h("dl", { class: "tiles" },
    tile(words.conversations, format.number(volume.conversations), words.turns(format.number(volume.turns)),
      grown !== null && words.before(format.change(grown))),
    tile(words.troubled, format.share(troubled.share), likely(troubled)),
    tile(words.resolved, format.share(resolution.resolved.share),
      likely(resolution.resolved) || words.noWindow(resolution.window_days),
      words.soFar(format.share(resolution.so_far.share))),
    tile(words.handed, format.share(handovers.conversations.share), likely(handovers.conversations)),
    tile(words.satisfied, format.share(satisfaction.satisfied.share), likely(satisfaction.satisfied),
      satisfaction.responses.of
        ? words.asked(format.share(satisfaction.responses.share), format.number(satisfaction.responses.of))
        : words.nobodyAsked),
    tile(words.cost, spent, words.model(format.exact(cost.model_seconds_a_conversation ?? 0, 1))));
}

function daily({ volume, period: { since, until } }) {
  const known = new Map(volume.daily.map((day) => [day.day, day]));
  const filled = [];
  const last = new Date(until).toISOString().slice(0, 10);
  const first = volume.daily[0]?.day ?? last;
  for (let at = Math.max(Date.parse(first), Date.parse(since.slice(0, 10))); at <= Date.parse(last); at += DAY) {
    const day = new Date(at).toISOString().slice(0, 10);
    filled.push(known.get(day) ?? { day, turns: 0, troubled: 0 });
  }
  return h("section", { class: "card", "aria-labelledby": "daily" },
    h("h2", { id: "daily" }, texts.daily.title), dailyChart(filled, format));
}

function groups({ groups: found, sample }) {
  const words = texts.groups;
  const list = h("ol", { class: "groups" });
  const fill = (worst) => {
    const most = Math.max(1, ...found.map((group) => group.count));
    const ordered = worst ? [...found].sort((one, other) => other.troubled.count - one.troubled.count) : found;
    list.replaceChildren(...ordered.map((group) => groupView(group, most)));
  };
  fill(false);
  const choice = (worst, label) => h("label", {},
    h("input", { type: "radio", name: "sort", checked: !worst, onchange: () => fill(worst) }), label);
  return h("section", { class: "card", "aria-labelledby": "groups" },
    h("h2", { id: "groups" }, words.title),
    h("p", { class: "muted" }, words.about(format.number(sample.turns), format.number(sample.of), format.number(sample.alone))),
    found.length > 1 && h("fieldset", { class: "choice" },
      h("legend", { class: "hidden" }, words.sort), choice(false, words.most), choice(true, words.worst)),
    found.length ? list : h("p", {}, words.none));
}

function groupView(group, most) {
  const words = texts.groups;
  const counted = (some, naming) => some.map((each) => `${naming(each.name)} (${format.number(each.count)})`).join(", ");
  const part = (name, value) => value && [h("dt", {}, name), h("dd", {}, value)];
  const share = group.count / most;
  const change = group.change === null ? words.fresh : format.change(group.change);
  return h("li", {},
    h("div", { class: "group" },
      h("q", { class: "label", dir: "auto" }, group.label),
      h("span", { class: "muted" }, `${words.times(format.number(group.count))} · ${change}`),
      h("span", { class: group.troubled.count ? "bad" : "muted" },
        group.troubled.count ? words.failed(format.number(group.troubled.count), format.share(group.troubled.share)) : words.helped)),
    h("div", { class: "pair" }, meter(share, "fine"), meter(share * (group.troubled.share ?? 0), "failed")),
    h("details", {}, h("summary", {}, words.details, h("span", { class: "hidden" }, `: ${group.label}`)),
      h("dl", { class: "facts" },
        part(words.by, counted(group.tools, texts.tool)),
        part(words.how, counted(group.troubles, texts.trouble)),
        group.examples.length > 0 && [h("dt", {}, words.examples),
          h("dd", {}, h("ul", {}, group.examples.map((text) => h("li", { dir: "auto" }, text))))])));
}

function fails({ troubles }) {
  const words = texts.fails;
  const rows = troubles.map((each) => ({ name: texts.trouble(each.name), count: each.count, class: "failed" }));
  return section("fails", words.title, rows.length ? bars(words.title, words.heads, rows, format) : h("p", {}, words.none));
}

function handovers({ handovers: { reasons } }) {
  const words = texts.handovers;
  const rows = reasons.map((each) => ({ name: texts.reason(each.name), count: each.count }));
  return section("handovers", words.title, rows.length ? bars(words.title, words.heads, rows, format) : h("p", {}, words.none));
}

function resolution({ resolution: found }) {
  const words = texts.resolution;
  const row = (name, share) => [
    name, share.share === null ? "–" : `${format.number(share.count)} (${format.share(share.share)})`, share.of,
    share.of ? `${format.share(share.ci95[0])} to ${format.share(share.ci95[1])}` : "–",
  ];
  return section("resolution", words.title, h("p", { class: "muted" }, words.about(found.window_days)),
    table(words.title, words.heads, [
      row(words.judged, found.resolved), row(words.service, found.service), row(words.soFar, found.so_far),
    ]),
    h("p", {}, words.rest(...[found.handed_over, found.came_back, found.recognisable, found.so_far.of].map((n) => format.number(n)))),
    found.left_out > 0 && h("p", {}, words.left(format.number(found.left_out))));
}

function satisfaction({ satisfaction: found }) {
  const words = texts.satisfaction;
  if (!found.responses.of) return section("satisfaction", words.title, h("p", {}, texts.tiles.nobodyAsked));
  const rows = found.scores.map((count, place) => ({ name: `${place + 1} – ${words.scores[place]}`, count })).reverse();
  return section("satisfaction", words.title,
    h("p", { class: "muted" }, words.about(format.number(found.responses.count), format.number(found.responses.of), format.share(found.responses.share))),
    bars(words.title, words.heads, rows, format),
    found.comments.length > 0 && h("div", {}, h("h3", {}, words.comments),
      h("ul", { class: "comments" }, found.comments.map((comment) =>
        h("li", {}, h("q", { dir: "auto" }, comment.text), " ", h("span", { class: "muted" }, words.of(comment.score)))))));
}

function took({ times, cost, volume }) {
  const words = texts.took;
  const timed = (name, timing) => [name, format.milliseconds(timing.p50), format.milliseconds(timing.p95)];
  const each = (total, places) => format.exact(total / Math.max(1, volume.conversations), places);
  return section("took", words.title,
    table(words.times, words.timeHeads, [
      timed(words.card, times.first_card_ms), timed(words.sentence, times.first_sentence_ms),
      timed(words.written, times.written_ms),
    ]),
    table(words.cost, words.costHeads, [
      [words.calls, format.number(cost.llm_calls), each(cost.llm_calls, 1)],
      [words.prompt, format.number(cost.prompt_tokens), each(cost.prompt_tokens, 0)],
      [words.completion, format.number(cost.completion_tokens), each(cost.completion_tokens, 0)],
      [words.seconds, format.exact(cost.model_seconds, 1), each(cost.model_seconds, 1)],
      [words.money(cost.currency), format.exact(cost.amount, 4), each(cost.amount, 4)],
    ]),
    h("p", {}, words.byRule(format.number(cost.by_rule))));
}
