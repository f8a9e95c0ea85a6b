// The chat page: puts its parts together.
import { base, byId, say } from "./words.js";
import { Talk } from "./talk.js";
import { Live } from "./live.js";
import { Sending } from "./sending.js";
import { Tray } from "./tray.js";
import { Composer } from "./composer.js";

/** An answer that takes longer than this isn't announced by dots any more. */
const WRITING = 20_000;
const title = document.title;
let unread = 0;
let writing;
let said;

const talk = new Talk({ press: (button) => press(button), look: (source, name) => lookAt(source, name) });
const live = new Live({ newest: () => talk.newest, lines: (lines) => arrive(lines), state: (state) => tellState(state) });
const sending = new Sending({
  talk,
  look: () => live.look(),
  changed: (item) => onItsWay(item),
  gone: () => live.gone(),
});
const tray = new Tray({ changed: () => composer.carry(tray.photos.length), tell: (text) => notice(text) });
const composer = new Composer({ submit: () => submit() });

function press(button) {
  sending.say({ button });
  composer.focus();
}

function submit() {
  const files = tray.photos.length ? tray.take() : [];
  const text = composer.take();
  notice("");
  if (files.length) sending.photos(files, text);
  else if (text) sending.say({ text });
  composer.focus();
}

function onItsWay(item) {
  talk.hold(item !== null && item.pressed !== null);
  byId("welcome").hidden = !talk.empty;
  said = item?.said ?? said;
  if (item) showWriting(true);
  else if (sending.queue.length || answered()) showWriting(false);
}

/** The answer may come while the message is still on its way, as far as this page knows. */
function answered() {
  const own = [...talk.known.values()].find((line) => line.said === said);
  return own !== undefined && talk.question()?.id > own.id;
}

function showWriting(shown) {
  clearTimeout(writing);
  byId("writing").hidden = !shown;
  if (shown) writing = setTimeout(() => showWriting(false), WRITING);
  talk.follow();
}

function arrive(lines, quietly = false) {
  const news = talk.append(lines, { quietly });
  if (news && !sending.busy) showWriting(false);
  byId("welcome").hidden = !talk.empty;
  composer.expect(talk.question()?.expects ?? "words");
  if (news && document.hidden) document.title = `(${(unread += 1)}) ${title}`;
}

function tellState(state) {
  clearTimeout(tellState.later);
  document.body.dataset.line = state;
  const banner = byId("banner");
  const words = { offline: "web-offline", reconnecting: "web-reconnecting", gone: "web-gone-line" };
  const show = () => {
    banner.textContent = words[state] ? say(words[state]) : "";
    banner.hidden = !words[state];
    talk.follow();
  };
  // A short break isn't worth a word.
  if (state === "reconnecting" && banner.hidden) tellState.later = setTimeout(show, 1500);
  else show();
  if (state === "open") sending.resume();
  if (state === "gone") for (const control of document.querySelectorAll(".foot button, .foot textarea, .choice, .control, .go")) control.disabled = true;
}

function notice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
}

function lookAt(source, name) {
  const dialog = byId("large");
  dialog.querySelector("img").src = source;
  dialog.querySelector("img").alt = name;
  dialog.querySelector("a").href = source;
  dialog.showModal();
}

function readyDialog() {
  const dialog = byId("large");
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target.tagName !== "A" && dialog.close());
}

async function earlier() {
  const before = talk.oldest === null ? "" : `?before=${talk.oldest}`;
  const answer = await fetch(`${base}lines${before}`, { cache: "no-store" });
  if (answer.status === 404) return live.gone();
  if (!answer.ok) throw new Error(`lines: ${answer.status}`);
  const { lines, more } = await answer.json();
  if (before) talk.prepend(lines);
  else arrive(lines, true);
  byId("earlier").hidden = !more;
  // That older lines are gone is said where the talk begins.
  byId("kept")?.toggleAttribute("hidden", more);
}

async function begin() {
  readyDialog();
  byId("earlier").addEventListener("click", () => earlier().catch(() => live.look()));
  byId("start").addEventListener("click", () => {
    sending.say({ text: "/start" });
    composer.focus();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) [document.title, unread] = [title, 0];
  });
  composer.dress();
  // Somebody may have typed before the scripts were here.
  composer.refresh();
  await earlier().catch(() => tellState("reconnecting"));
  byId("welcome").hidden = !talk.empty;
  byId("lines").setAttribute("aria-live", "polite");
  live.open();
  // Three phones stand side by side in the demo: none of them may grab the cursor.
  if (window === window.top) composer.focus();
}

begin();
