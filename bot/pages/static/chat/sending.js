// What the person says on its way out: one after another, shown at once, tried again under the same id.
import { base, byId, element, limits, say, uuid } from "./words.js";
import { drawLine } from "./draw.js";

const PATIENCE = 30_000;
const TRIES = 4;
const SOON = 3000;

export class Sending {
  constructor({ talk, look, changed, gone }) {
    Object.assign(this, { talk, look, changed, gone });
    this.queue = [];
    this.busy = false;
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.length) event.preventDefault();
    });
  }

  /** Send words or an option that was pressed. */
  say({ text = "", button = null }) {
    this.add({ text, pressed: button?.value ?? null, shown: button?.label ?? text, files: [] });
  }

  /** Send photos, with words if there are any; albums that are too large go in parts. */
  photos(files, text) {
    const parts = [[]];
    let bytes = 0;
    for (const file of files) {
      const last = parts.at(-1);
      if (last.length && (bytes + file.size > limits.batchBytes || last.length >= limits.photos)) {
        parts.push([file]);
        bytes = file.size;
      } else {
        last.push(file);
        bytes += file.size;
      }
    }
    parts.forEach((part, n) => this.add({ text: n ? "" : text, pressed: null, shown: n ? "" : text, files: part }));
  }

  add(message) {
    const item = { ...message, said: uuid(), failed: false };
    item.blobs = item.files.map((file) => URL.createObjectURL(file));
    if (item.blobs.length) this.talk.blobs.set(item.said, item.blobs);
    const files = item.files.map((file, n) => ({ n, kind: "picture", name: file.name }));
    item.drawn = drawLine({ who: "person", text: item.shown, files }, this.talk.act, item.blobs);
    item.drawn.classList.add("waiting");
    item.drawn.dataset.said = item.said;
    item.fate = element("div", { className: "fate" });
    item.drawn.append(item.fate);
    this.talk.pending.append(item.drawn);
    this.talk.toEnd();
    this.queue.push(item);
    this.run();
  }

  /** Try again what failed for want of a connection. */
  resume() {
    for (const item of this.queue) if (item.failed && item.lost) this.again(item);
  }

  again(item) {
    item.failed = false;
    delete item.drawn.dataset.refused;
    item.fate.replaceChildren();
    item.drawn.classList.add("waiting");
    this.run();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    for (let item; (item = this.queue.find((one) => !one.failed)); ) {
      this.changed(item);
      const fate = await this.deliver(item);
      if (fate.sent) this.sent(item);
      else this.fail(item, fate);
    }
    this.busy = false;
    this.changed(null);
  }

  async deliver(item) {
    for (let n = 1; ; n += 1) {
      const answer = await (item.files.length ? postPhotos(item) : postWords(item)).catch(() => null);
      if (answer === null) return { lost: true, unheard: true };
      if (answer.status === 202) return { sent: true };
      if (answer.status === 404) this.gone();
      if (answer.why) return { why: answer.why };
      if (answer.status === 413) return { why: say("web-too-long") };
      // A gateway's word for "not reached" is a break of the connection too; a fault (500) is not.
      if (answer.status !== 503 || n === TRIES) return { lost: [502, 503, 504].includes(answer.status) };
      await new Promise((done) => setTimeout(done, 1000 * (Number(answer.again) || 2)));
    }
  }

  sent(item) {
    this.queue.splice(this.queue.indexOf(item), 1);
    item.drawn.classList.remove("waiting");
    item.fate.remove();
    setTimeout(() => this.unanswered(item), 2500);
  }

  /** The stream should have brought the line and an answer by now. */
  unanswered(item) {
    const waits = item.drawn.isConnected || !byId("writing").hidden;
    if (waits) this.look();
  }

  fail(item, { lost = false, unheard = false, why = say("web-not-sent") }) {
    item.failed = true;
    item.lost = lost;
    // It arrived, or nearly: only the answer is missing. The repeat is harmless and makes sure.
    if (unheard && this.talk.shown(item.said)) {
      setTimeout(() => item.failed && this.again(item), SOON);
      return;
    }
    this.talk.takeBack(item.said);
    // What failed for want of a connection may have arrived, and then its line counts.
    if (!lost) item.drawn.dataset.refused = "";
    if (!item.drawn.isConnected) this.talk.pending.append(item.drawn);
    item.drawn.classList.remove("waiting");
    const again = element("button", { type: "button", className: "again", text: say("web-try-again"), onclick: () => this.again(item) });
    const drop = element("button", { type: "button", text: say("web-discard"), onclick: () => this.drop(item) });
    item.fate.replaceChildren(element("div", { className: "failed", role: "alert", children: [element("span", { text: why }), again, drop] }));
    this.talk.toEnd();
  }

  drop(item) {
    this.queue.splice(this.queue.indexOf(item), 1);
    item.drawn.remove();
    for (const blob of item.blobs) URL.revokeObjectURL(blob);
    this.changed(null);
    byId("input").focus();
  }
}

async function postWords(item) {
  const given = AbortSignal.timeout?.(PATIENCE);
  const body = JSON.stringify({ id: item.said, text: item.pressed ? "" : item.text, pressed: item.pressed });
  const answer = await fetch(`${base}say`, { method: "POST", body, signal: given, headers: { "content-type": "application/json" } });
  return { status: answer.status, again: answer.headers.get("retry-after") };
}

/** Photos go by XMLHttpRequest: fetch can't tell how far an upload is. */
function postPhotos(item) {
  const form = new FormData();
  form.append("id", item.said);
  form.append("text", item.text);
  for (const file of item.files) form.append("photos", file, file.name || "photo");
  const fill = element("i");
  item.fate.replaceChildren(element("div", { className: "bar", role: "progressbar", "aria-label": say("web-sending"), children: [fill] }));
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${base}photo`);
    request.upload.addEventListener("progress", (event) => {
      const part = event.lengthComputable ? Math.round((100 * event.loaded) / event.total) : 0;
      fill.style.width = `${part}%`;
      fill.parentElement.setAttribute("aria-valuenow", part);
    });
    request.addEventListener("load", () => done({ status: request.status, again: request.getResponseHeader("retry-after"), why: whyOf(request.responseText) }));
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    request.send(form);
  });
}

/** The sentence that the server sends with a refusal, if any. */
function whyOf(body) {
  try {
    return JSON.parse(body).why;
  } catch {
    return undefined;
  }
}
