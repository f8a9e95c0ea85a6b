// A line as it looks: bubble, pictures, files, choices, time.
import { base, element, language, say, zone } from "./words.js";

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
const dated = new Intl.DateTimeFormat(language, { month: "long", day: "numeric", weekday: "long", timeZone: zone });
const yearly = new Intl.DateTimeFormat(language, { year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: zone });
const yearOf = new Intl.DateTimeFormat("en", { year: "numeric", timeZone: zone });
const thisYear = yearOf.format(new Date());

/** Labels up to this width (a Chinese character counts two) stand two in a row. */
const SHORT = 12;
/** After so long (ms) a picture that isn't there yet is asked for once more. */
const AGAIN = 1500;
const DOCUMENT = "M7 3.5h7l4.5 4.5v12.5h-11.5zM14 3.5V8h4.5M12.5 11v6m-2.5-2.5 2.5 2.5 2.5-2.5";
const LINK = /https?:\/\/[^\s<>"'，。；：！？、（）【】《》“”‘’]+/gi;
const TRAILING = /[.,;:!?)\]}]+$/;

export const dayOf = (at) => {
  const moment = new Date(at);
  return yearOf.format(moment) === thisYear ? dated.format(moment) : yearly.format(moment);
};
export const timeOf = (at) => clock.format(new Date(at));

/** Text with its web addresses as links. Nothing else of it is ever markup. */
export function linked(text) {
  const parts = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const address = found[0].replace(TRAILING, "");
    if (!URL.canParse?.(address) && URL.canParse) continue;
    parts.append(text.slice(from, found.index));
    parts.append(element("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: address }));
    from = found.index + address.length;
  }
  parts.append(text.slice(from));
  return parts;
}

/** The element of a line. `blobs` are the person's own photos, still at hand; `act` has press and look. */
export function drawLine(line, act, blobs = []) {
  const drawn = element("article", { className: `line ${line.who}`, "data-id": line.id ?? false });
  drawn.append(element("span", { className: "unseen", text: say(line.who === "bot" ? "web-sent-by-bot" : "web-sent-by-you") }));
  const files = line.files ?? [];
  const pictures = files.filter((file) => file.kind === "picture");
  const text = line.text === "/start" && line.who === "person" ? say("web-start") : line.text;
  if (pictures.length && line.who === "person") drawn.append(drawPictures(line, pictures, act, blobs));
  const time = line.at && element("time", { className: "at", datetime: line.at, text: timeOf(line.at) });
  const inside = text && time && !files.some((file) => file.kind !== "picture" || line.who === "bot");
  if (text) drawn.append(element("div", { className: "bubble", dir: "auto", children: inside ? [linked(text), time] : [linked(text)] }));
  if (pictures.length && line.who === "bot") drawn.append(drawPictures(line, pictures, act, blobs));
  for (const file of files) if (file.kind !== "picture") drawn.append(drawFile(line, file));
  if (time && !inside) drawn.append(time);
  if (line.buttons?.length) drawn.append(...drawButtons(line, act));
  return drawn;
}

const addressOf = (line, file) => `${base}file/${line.id}/${file.n}`;

function drawPictures(line, pictures, act, blobs) {
  const row = element("div", { className: pictures.length > 1 ? "pictures many" : "pictures" });
  pictures.forEach((file, n) => {
    const source = blobs[n] ?? addressOf(line, file);
    const name = line.who === "bot" && file.name ? file.name : say("web-photo-of", { number: n + 1 });
    const small = line.who === "person" || pictures.length > 1 ? "?small" : "";
    const image = element("img", { src: blobs[n] ?? source + small, alt: name, decoding: "async", loading: blobs[n] ? false : "lazy" });
    const frame = element("button", { type: "button", className: "picture", children: [image], onclick: () => act.look(source, name) });
    let tried = false;
    image.addEventListener("error", () => {
      // Another page of the same person may ask for a photo before the bot has looked through it.
      if (!tried && !blobs[n]) {
        tried = true;
        setTimeout(() => { image.src = `${source}${small || "?"}&again`; }, AGAIN);
        return;
      }
      frame.replaceChildren(say("web-photo-lost", { name }));
      frame.classList.add("lost");
      frame.disabled = true;
    });
    image.addEventListener("load", () => {
      frame.classList.toggle("tall", image.naturalHeight > 2 * image.naturalWidth);
      act.grown();
    });
    row.append(frame);
  });
  return row;
}

function drawFile(line, file) {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", DOCUMENT);
  icon.append(path);
  const label = say("web-download", { name: file.name });
  return element("a", {
    className: "document", href: addressOf(line, file), download: file.name, "aria-label": label, rel: "noreferrer",
    children: [icon, element("span", { text: file.name })],
  });
}

function drawButtons(line, act) {
  const choices = line.buttons.filter((button) => !button.control);
  const controls = line.buttons.filter((button) => button.control);
  const rows = [];
  if (choices.length) {
    const short = choices.length > 1 && choices.every((button) => widthOf(button.label) <= SHORT);
    const row = element("div", { className: short ? "choices short" : "choices", role: "group" });
    choices.forEach((button, n) => row.append(drawButton("choice", button, act, line.numbered ? n + 1 : null)));
    rows.push(row);
  }
  if (controls.length) {
    const row = element("div", { className: "controls", role: "group" });
    for (const button of controls) row.append(drawButton("control", button, act, null));
    rows.push(row);
  }
  return rows;
}

function drawButton(className, button, act, number) {
  const drawn = element("button", { type: "button", className, "data-value": button.value, onclick: () => act.press(button) });
  if (number !== null) drawn.append(element("span", { className: "number", text: String(number) }));
  drawn.append(element("span", { text: button.label }));
  return drawn;
}

const widthOf = (label) => [...label].reduce((sum, character) => sum + (character.codePointAt(0) > 0x2e7f ? 2 : 1), 0);
