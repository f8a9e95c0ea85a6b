// The line to the server: events as they come, and coming back by itself after every break.
import { base } from "./words.js";

/** The server's heartbeat comes every 15 seconds; after three the line is dead, whatever it says. */
const SILENCE = 46_000;
/** A page that nobody looks at gives its connection back: browsers allow six to one server. */
const HIDDEN = 60_000;
const SLOWEST = 15_000;

export class Live {
  constructor({ newest, lines, state }) {
    Object.assign(this, { newest, lines, state });
    this.source = null;
    this.wait = 1000;
    this.over = false;
    window.addEventListener("online", () => this.open());
    window.addEventListener("offline", () => this.state("offline"));
    window.addEventListener("pagehide", () => this.close());
    window.addEventListener("pageshow", (event) => event.persisted && this.open());
    document.addEventListener("visibilitychange", () => this.seen());
  }

  /** Connect anew, from the newest line on. */
  open() {
    this.close();
    if (this.over) return;
    const source = new EventSource(`${base}events?after=${this.newest()}`);
    this.source = source;
    this.listen();
    source.addEventListener("open", () => {
      this.wait = 1000;
      this.listen();
      this.state("open");
    });
    source.addEventListener("beat", () => this.listen());
    source.addEventListener("line", (event) => {
      this.listen();
      this.lines([JSON.parse(event.data)]);
    });
    source.addEventListener("error", () => this.lost(source));
  }

  close() {
    clearTimeout(this.silence);
    clearTimeout(this.again);
    this.source?.close();
    this.source = null;
  }

  /** Ask once for what is new, past the stream: some proxies hold streams back. */
  async look() {
    try {
      const answer = await fetch(`${base}lines?after=${this.newest()}`, { cache: "no-store" });
      if (answer.status === 404) return this.gone();
      if (answer.ok) this.lines((await answer.json()).lines);
    } catch {
      // Still offline: the stream's own retries go on.
    }
  }

  /** The link doesn't count any more: nothing more to wait for. */
  gone() {
    this.over = true;
    this.close();
    this.state("gone");
  }

  async lost(source) {
    if (source !== this.source) return;
    this.close();
    this.state(navigator.onLine ? "reconnecting" : "offline");
    await this.look();
    if (this.over || this.source) return;
    this.again = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, SLOWEST);
  }

  listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.open(), SILENCE);
  }

  seen() {
    clearTimeout(this.hidden);
    if (document.hidden) {
      this.left = Date.now();
      this.hidden = setTimeout(() => this.close(), HIDDEN);
    } else if (!this.source || Date.now() - (this.left ?? Date.now()) > 10_000) this.open();
  }
}
