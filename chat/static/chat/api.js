/**
 * The REST half: who the person is, and what does not travel over the socket.
 *
 * Access tokens are short-lived; a 401 is answered once by a refresh and the request again. A
 * newcomer is a guest from the first request on, and stays the same person when they sign up.
 */

import { createId } from "./client/index.js";

const STORAGE_KEY = "jobassist.session";

/** What a server answered when it said no, or that it could not be reached (`status` 0). */
export class ApiError extends Error {
  constructor(status, problem = {}) {
    super(problem.detail || problem.title || problem.message || `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? null;
    this.problem = problem;
    this.detail = problem.detail ?? problem.message ?? problem.title ?? null;
    this.errors = problem.errors ?? [];
  }

  get isOffline() {
    return this.status === 0;
  }
}

/** The session ended for good: nothing but signing in again helps. */
export class SignedOut extends ApiError {
  isFinal = true;
}

function parseProblem(status, text) {
  let problem = {};
  try {
    problem = JSON.parse(text);
  } catch {
    problem = {};
  }
  return new ApiError(status, problem && typeof problem === "object" ? problem : {});
}

export class Api {
  #base;
  #locale;
  #onSession;
  #session = null;
  #opening = null;

  constructor({ base, locale, onSession = () => {} }) {
    this.#base = base.replace(/\/$/, "");
    this.#locale = locale;
    this.#onSession = onSession;
    this.#session = this.#load();
    // Another tab may refresh, sign in or sign out: its tokens are ours.
    globalThis.addEventListener?.("storage", (event) => {
      if (event.key !== STORAGE_KEY) return;
      const before = this.#session?.user_id ?? null;
      this.#session = this.#load();
      if ((this.#session?.user_id ?? null) !== before) this.#onSession(this.#session);
    });
  }

  get session() {
    return this.#session;
  }

  get isGuest() {
    return !this.#session?.email;
  }

  /** Make sure there is somebody to speak as; a first-time visitor becomes a guest. */
  async ensureSession() {
    if (this.#session) return this.#session;
    this.#opening ??= this.#exclusively(async () => {
      this.#session = this.#load();
      if (this.#session) return this.#session;
      const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const tokens = await this.#call("/auth/guest", { method: "POST", body: { locale: this.#locale, time_zone } });
      this.#keep({ ...tokens, email: null });
      return this.#session;
    }).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** The access token; valid right after `getTicket`, which renews it. */
  async getAccess() {
    return (await this.ensureSession()).access;
  }

  async getTicket() {
    const { ticket } = await this.request("/auth/ws-ticket", { method: "POST", body: {} });
    return ticket;
  }

  /** A guest who registers keeps everything: the same person, now with a way to sign in. */
  async register({ email, password }) {
    await this.ensureSession();
    const tokens = await this.request("/auth/register", { method: "POST", body: { email, password } });
    this.#keep({ ...this.#session, ...tokens, email });
  }

  /** Signing in as a guest carries the guest's token, so that the server can merge the two. */
  async login({ email, password }) {
    const tokens = await this.#call("/auth/login", {
      method: "POST",
      body: { email, password },
      token: this.isGuest ? this.#session?.access : undefined,
    });
    this.#keep({ ...tokens, email });
  }

  async logout() {
    const refresh = this.#session?.refresh;
    try {
      if (refresh) await this.request("/auth/logout", { method: "POST", body: { refresh } });
    } finally {
      this.forget();
    }
  }

  forget() {
    this.#keep(null);
  }

  /** Return the parsed answer of a request made as the person; throws ApiError. */
  async request(path, options = {}) {
    await this.ensureSession();
    const token = this.#session.access;
    try {
      return await this.#call(path, { ...options, token });
    } catch (error) {
      if (error.status !== 401) throw error;
      await this.#refresh(token);
      return this.#call(path, { ...options, token: this.#session.access });
    }
  }

  /** Save a file that only the person may read: fetched with their token, handed to the browser. */
  async download(path, filename) {
    const blob = await this.request(path, { as: "blob" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = filename;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /** Return what was said in a recording: `{text}`. It is kept nowhere. */
  transcribe(recording) {
    const body = new FormData();
    const kind = recording.type.split(/[/;]/)[1] || "webm";
    body.append("file", recording, `note.${kind}`);
    body.append("lang", this.#locale.toLowerCase().startsWith("zh") ? "zh" : "en");
    return this.request("/transcriptions", { method: "POST", body });
  }

  /** Send a file, telling `onProgress` a fraction; the promise has an `abort` of its own. */
  upload(file, { onProgress = () => {} } = {}) {
    const current = { xhr: null, isAborted: false };
    const attempt = (token) =>
      new Promise((resolve, reject) => {
        // fetch cannot report how much of a body has gone out.
        const xhr = new XMLHttpRequest();
        current.xhr = xhr;
        xhr.open("POST", `${this.#base}/attachments`);
        xhr.setRequestHeader("Authorization", `Bearer ${token}`);
        xhr.setRequestHeader("Accept-Language", this.#locale);
        xhr.upload.onprogress = (event) => {
          if (event.lengthComputable) onProgress(event.loaded / event.total);
        };
        xhr.onload = () => {
          if (xhr.status >= 200 && xhr.status < 300) resolve(JSON.parse(xhr.responseText));
          else reject(parseProblem(xhr.status, xhr.responseText));
        };
        xhr.onerror = () => reject(new ApiError(0));
        xhr.onabort = () => reject(new ApiError(0, { code: "aborted" }));
        const body = new FormData();
        body.append("file", file, file.name);
        xhr.send(body);
      });
    const run = async () => {
      await this.ensureSession();
      const token = this.#session.access;
      try {
        return await attempt(token);
      } catch (error) {
        if (error.status !== 401 || current.isAborted) throw error;
        await this.#refresh(token);
        return attempt(this.#session.access);
      }
    };
    const promise = run();
    promise.abort = () => {
      current.isAborted = true;
      current.xhr?.abort();
    };
    return promise;
  }

  async #refresh(staleAccess) {
    await this.#exclusively(async () => {
      // Refresh tokens are single-use: if another tab was first, its new pair is already stored.
      const stored = this.#load();
      if (!stored) throw new SignedOut(401);
      if (stored.access !== staleAccess) {
        this.#session = stored;
        return;
      }
      // Kept before it is used: if the answer is lost, the same id gets the new pair again.
      const request_id = stored.request_id ?? createId();
      this.#keep({ ...stored, request_id });
      try {
        const tokens = await this.#call("/auth/token/refresh", {
          method: "POST",
          body: { refresh: stored.refresh, request_id },
        });
        this.#keep({ ...stored, ...tokens, request_id: undefined });
      } catch (error) {
        if (error.status === 401 || error.status === 403) {
          throw new SignedOut(error.status, error.problem);
        }
        throw error;
      }
    });
  }

  async #exclusively(run) {
    if (globalThis.navigator?.locks) return navigator.locks.request(STORAGE_KEY, run);
    return run();
  }

  async #call(path, { method = "GET", body, token, as = "json" } = {}) {
    const headers = { Accept: as === "json" ? "application/json" : "*/*", "Accept-Language": this.#locale };
    if (token) headers.Authorization = `Bearer ${token}`;
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(this.#base + path, {
        method,
        headers,
        body: body === undefined || isForm ? body : JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
      });
    } catch {
      throw new ApiError(0);
    }
    if (!response.ok) throw parseProblem(response.status, await response.text());
    if (as === "blob") return response.blob();
    const text = await response.text();
    return text ? JSON.parse(text) : null;
  }

  #load() {
    try {
      const stored = JSON.parse(localStorage.getItem(STORAGE_KEY));
      return stored?.access ? stored : null;
    } catch {
      return null;
    }
  }

  #keep(session) {
    const before = this.#session?.user_id ?? null;
    this.#session = session;
    try {
      if (session) localStorage.setItem(STORAGE_KEY, JSON.stringify(session));
      else localStorage.removeItem(STORAGE_KEY);
    } catch {
      // Storage may be switched off: the session then lasts as long as the page.
    }
    if ((session?.user_id ?? null) !== before && before !== null) this.#onSession(session);
  }
}
