// What the server wrote on the page: where it lives, its words, its limits.
const page = document.body.dataset;
const words = JSON.parse(page.words ?? "{}");

export const base = page.base;
export const zone = page.zone;
export const language = document.documentElement.lang;
export const limits = {
  photoBytes: Number(page.photoBytes),
  photos: Number(page.photos),
  batchBytes: Number(page.batchBytes),
};

/** The words of a key, with `{name}` and the like filled in. */
export function say(key, holes = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => holes[name] ?? all);
}

export const byId = (id) => document.getElementById(id);

/** An element with a class, text and attributes. Text is only ever text. */
export function element(tag, { text, children, ...attributes } = {}) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name === "className" ? "class" : name, value === true ? "" : value);
  }
  if (text !== undefined) made.textContent = text;
  if (children) made.append(...children);
  return made;
}

/** A random UUID; `crypto.randomUUID` exists on secure pages only, and a test phone may be on plain HTTP. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join("-");
}
