/** The page's HTTP calls, with the desk's session or the operator's key. */

const DESK_SESSION = "shopkeeper-desk:session";
const KEY = "shopkeeper-insight:key";

export class Refused extends Error {}

/** What the server says that went wrong, in its own words. */
export class Problem extends Error {}

export class Api {
  get token() {
    return sessionStorage.getItem(KEY) ?? deskToken();
  }

  get ownKey() {
    return sessionStorage.getItem(KEY) !== null;
  }

  set key(value) {
    if (value === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, value);
  }

  report(days) {
    return this.#call("GET", `/v1/desk/insight?days=${days}`);
  }

  async drafts() {
    return (await this.#call("GET", "/v1/desk/help-drafts")).drafts;
  }

  async propose() {
    return (await this.#call("POST", "/v1/desk/help-drafts")).drafts;
  }

  edit(id, draft) {
    return this.#call("PUT", `/v1/desk/help-drafts/${encodeURIComponent(id)}`, draft);
  }

  decide(id, decision) {
    return this.#call("POST", `/v1/desk/help-drafts/${encodeURIComponent(id)}/${decision}`);
  }

  async #call(method, path, body) {
    const headers = { Accept: "application/json", Authorization: `Bearer ${this.token ?? ""}` };
    if (body) headers["Content-Type"] = "application/json";
    const response = await fetch(path, { method, headers, body: body ? JSON.stringify(body) : null });
    const said = await response.json().catch(() => ({}));
    if (response.status === 401 || response.status === 403) throw new Refused(said.detail);
    if (!response.ok) throw new Problem([said.detail, said.hint].filter(Boolean).join(" "));
    return said;
  }
}

/** @returns the token of whoever is signed in at the desk, in whichever tab. */
function deskToken() {
  try {
    const session = JSON.parse(localStorage.getItem(DESK_SESSION) ?? "null");
    return session && new Date(session.expires_at).getTime() > Date.now() ? session.token : null;
  } catch {
    return null;
  }
}
