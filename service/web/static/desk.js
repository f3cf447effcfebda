// The editor's desk. All of it works by plain forms and links; this makes it quicker: briefs are told while they are
// written, citations light their quotes, renderings are copied. Text from outside only ever becomes text nodes.

const texts = JSON.parse(document.getElementById("texts").textContent);
const page = document.documentElement;
const form = document.getElementById("desk");
const result = document.getElementById("result");
const notice = document.getElementById("notice");
const status = document.getElementById("status");
const $ = (selector, root = document) => root.querySelector(selector);
page.classList.add("script");

const fill = (text, values) => text.replace(/\{(\w*)\}/g, (_, name) => (name ? values[name] : values) ?? "");
const say = (text) => { if (status && status.textContent !== text) status.textContent = text; };
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// --- Evidence: what bears the same mark is lit together -------------------------------------------------------------

let pinned = null;  // the citation that was tapped or clicked stays lit until another one is

function dim() {
  for (const one of document.querySelectorAll(".lit, .near")) one.classList.remove("lit", "near");
  for (const mark of document.querySelectorAll("mark")) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

function light(link) {
  dim();
  const evidence = link.closest(".evidence");
  const passage = $(`[id="p${Number(link.dataset.paragraph)}"]`, evidence);
  if (!passage) return;
  if (link.dataset.mark || link.dataset.end) link.removeAttribute("title");  // the quote is shown where it stands
  link.classList.add("lit");
  passage.classList.add("near");
  if (link.dataset.mark) {
    const runs = evidence.querySelectorAll(`[data-marks~="${link.dataset.mark}"]`);
    for (const run of runs) run.classList.add("lit");
  } else if (link.dataset.end) {
    mark($("p", passage), Number(link.dataset.start), Number(link.dataset.end));
  }
  show($(".lit, mark", passage) ?? passage, evidence);
}

/** Mark the code points from start to end of a paragraph that is one text node, as it is while a brief is told. */
function mark(paragraph, start, end) {
  const points = Array.from(paragraph.textContent);
  paragraph.replaceChildren(
    points.slice(0, start).join(""), element("mark", {}, points.slice(start, end).join("")), points.slice(end).join(""),
  );
}

/** Scroll the source, and nothing else, as far as the words need it. */
function show(words, evidence) {
  const pane = $(".source", evidence);
  const [inner, outer] = [words.getBoundingClientRect(), pane.getBoundingClientRect()];
  const head = $("header", pane).offsetHeight + 8;
  if (inner.top >= outer.top + head && inner.bottom <= outer.bottom - 8) return;
  pane.scrollTop += inner.top - outer.top - head - Math.max(0, (outer.height - head) / 3 - inner.height / 2);
}

/** On a narrow screen the source lies over the lower half: keep the statement above it. */
function keepInSight(link) {
  const below = link.getBoundingClientRect().bottom - innerHeight * 0.45;
  if (below > 0) scrollBy(0, below);
}

const narrow = matchMedia("(max-width: 60rem)");
const close = (evidence) => { $(".source", evidence)?.classList.remove("open"); pinned = null; dim(); };

for (const event of ["mouseover", "focusin"]) {
  document.addEventListener(event, ({ target }) => {
    const link = target.closest?.(".evidence .cite");
    if (link && !narrow.matches) light(link);
  });
}
for (const event of ["mouseout", "focusout"]) {
  document.addEventListener(event, ({ target }) => {
    if (!target.closest?.(".evidence .cite") || narrow.matches) return;
    if (pinned?.isConnected) light(pinned); else dim();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const one of document.querySelectorAll(".evidence")) {
    const link = $(".source.open", one) && pinned;
    close(one);
    link?.focus();
  }
});
document.addEventListener("click", (event) => {
  const link = event.target.closest(".evidence .cite");
  if (link) {
    event.preventDefault();
    const again = pinned === link;
    if (narrow.matches) $(".source", link.closest(".evidence")).classList.toggle("open", !again);
    pinned = again ? null : link;
    if (pinned) light(link); else dim();
    if (pinned && narrow.matches) keepInSight(link);
    return;
  }
  const button = event.target.closest("button, [data-download], [data-share]");
  if (button) press(button, event);
});

// --- Copy, download, link --------------------------------------------------------------------------------------------

async function rendering(evidence, format) {
  const id = evidence.dataset.brief;
  const answer = id
    ? await reach(`/briefs/${id}?format=${format}`)
    : await reach(`/page/evidence?format=${format}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.parse($(".brief-json", evidence).textContent) });
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

async function toClipboard(plain, html) {
  try {
    if (html) {
      const items = { "text/plain": new Blob([plain], { type: "text/plain" }), "text/html": new Blob([html], { type: "text/html" }) };
      await navigator.clipboard.write([new ClipboardItem(items)]);
    } else await navigator.clipboard.writeText(plain);
    return true;
  } catch {  // no secure context, as on an intranet without TLS
    const field = element("textarea", { value: html || plain, className: "unseen" });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

async function copy(read) {
  try {
    say((await toClipboard(...await read())) ? texts.evidence.copied : texts.evidence.copy_failed);
  } catch (error) {
    say(error.lost ? texts.state.offline : texts.evidence.copy_failed);
  }
}

async function copyAs(evidence, format) {
  const text = await rendering(evidence, format);
  return format === "html" ? [await rendering(evidence, "lines"), text] : [text];
}

async function download(evidence, link) {
  const blob = new Blob([await rendering(evidence, link.dataset.download)]);
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: link.download }).click();
  URL.revokeObjectURL(address);
}

function press(button, event) {
  const evidence = button.closest(".evidence");
  const { copy: format, download: kind } = button.dataset;
  if (format) copy(() => copyAs(evidence, format));
  else if (kind && !evidence.dataset.brief) { event.preventDefault(); download(evidence, button); }
  else if ("share" in button.dataset) { event.preventDefault(); copy(async () => [button.href]); }
  else if ("copyText" in button.dataset) copy(async () => [button.dataset.copyText]);
  else if ("print" in button.dataset) print();
  else if ("close" in button.dataset) close(evidence);
  else if ("copyCurl" in button.dataset) copy(async () => [curl()]);
  else if ("retry" in button.dataset) submit();
  else if (button.id === "stop") stop?.abort();
}

// --- The form --------------------------------------------------------------------------------------------------------

const mode = $(".desk")?.dataset.mode;

function asked() {
  const { text, title, source, published, time, offset, language, backend, summary } = Object.fromEntries(new FormData(form));
  const all = { text, title, source, published_at: time ? `${published}T${time}:00${offset}` : published, language, backend, summary };
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => value || name === "text" || (name === "summary" && mode === "check")));
}

const keepNothing = () => form.elements.private?.checked;
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curl() {
  const path = mode === "check" ? "/verify" : "/summarize";
  const body = JSON.stringify(asked());
  const long = new Blob([body]).size > 100_000;  // Linux takes no argument of 131,072 bytes
  const data = long ? `--data-binary @- <<'END'\n${body}\nEND` : `-d ${quoted(body)}`;
  const nothing = keepNothing() ? " \\\n  -H 'Cache-Control: no-store'" : "";
  return `curl ${quoted(location.origin + path)} \\\n  -H 'Content-Type: application/json'${nothing} \\\n  ${data}`;
}

function renewCurl() {
  if ($("#curl").open) $("#curl code").textContent = curl();
}

let stop = null;  // aborts the request under way
let clock = null;

function begin(words) {
  stop?.abort();
  stop = new AbortController();
  notice.replaceChildren();
  result.replaceChildren();
  fold(true);
  scrollTo(0, 0);
  $("#stop").hidden = false;
  $("#stop").focus();
  const started = Date.now();
  clearInterval(clock);
  clock = setInterval(() => {  // for the eye alone: nobody wants the seconds read out
    $("#clock").textContent = fill(texts.state.seconds, Math.round((Date.now() - started) / 1000));
  }, 1000);
  say(words);
  return { signal: stop.signal, tell: say };
}

function end(words) {
  clearInterval(clock);
  $("#clock").textContent = "";
  stop = null;
  const next = $(".evidence, .problem", result) ?? form.elements.text;
  if ([document.body, $("#stop")].includes(document.activeElement)) next.focus({ preventScroll: true });
  $("#stop").hidden = true;
  say(words);
}

function fail(problem, heading) {
  const shown = $("#problem").content.cloneNode(true);
  if (heading) $("h2", shown).textContent = heading;
  $(".reason", shown).textContent = texts.problem[problem.code] ?? texts.problem.other;
  $(".mistakes", shown).replaceChildren(...(problem.errors ?? []).map((one) => element("li", {}, `${one.pointer} ${one.detail}`)));
  $(".reference", shown).textContent = `${problem.code} · ${fill(texts.state.reference, problem.request_id ?? "")}`;
  $("[data-retry]", shown).hidden = !problem.retryable;
  notice.replaceChildren(shown);
}

function lost() {
  const shown = $("#problem").content.cloneNode(true);
  $(".reason", shown).textContent = texts.state.offline;
  $("[data-retry]", shown).hidden = false;
  notice.replaceChildren(shown);
}

/** Take over the evidence of a page of ours; what is in it was escaped by the server. */
function adopt(html) {
  const evidence = new DOMParser().parseFromString(html, "text/html").getElementById("evidence");
  result.replaceChildren(document.adoptNode(evidence));
  evidence.tabIndex = -1;
  return evidence;
}

/** Put the form away while there is something to read; it opens again with all that was in it. */
function fold(away) {
  const desk = $(".desk");
  if (desk.parentNode.tagName !== "DETAILS") {
    const folded = element("details", { className: "folded" }, element("summary", {}, texts.desk.edit));
    desk.replaceWith(folded);
    folded.append(desk);
  }
  desk.parentNode.open = !away;
}

/** Fetch; what cannot be reached is told apart from what refuses. */
async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    throw Object.assign(error, { lost: true });
  }
}

async function post(path, body, accept, signal) {
  const headers = { "Content-Type": "application/json", Accept: accept };
  if (keepNothing()) headers["Cache-Control"] = "no-store";
  const answer = await reach(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  if (answer.ok) return answer;
  throw Object.assign(new Error("refused"), { problem: await answer.json().catch(() => ({ code: "other" })) });
}

const PAGE = "text/html, application/problem+json";

async function submit() {
  if (!form.elements.text.value.trim()) return missing(form.elements.text, texts.state.no_article);
  if (mode === "check" && !form.elements.summary.value.trim()) return missing(form.elements.summary, texts.state.no_summary);
  const work = begin(mode === "check" ? texts.state.checking : texts.state.working);
  try {
    const words = await (mode === "check" ? check(work) : brief(work));
    if (stop?.signal === work.signal) end(words);
  } catch (error) {
    if (stop?.signal !== work.signal) return;  // asked anew meanwhile
    if (!unfinished()) fold(false);
    end(work.signal.aborted ? texts.state.stopped : "");
    if (work.signal.aborted) return;
    refuse(error);
  }
}

function refuse(error, heading) {
  if (error.lost) lost(); else fail(error.problem ?? { code: "other" }, heading);
  if (!error.lost && !error.problem) throw error;
}

function missing(field, words) {
  say(words);
  field.focus();
}

async function check({ signal }) {
  adopt(await (await post("/verify", asked(), PAGE, signal)).text());
  return texts.state.checked;
}

async function brief(work) {
  const live = new Live(work.tell);
  let whole = null;
  const answer = await post("/summarize", asked(), "text/event-stream, application/problem+json;q=0.5", work.signal);
  for await (const { name, data } of events(answer.body)) {
    if (name === "error") throw Object.assign(new Error("broken off"), { problem: JSON.parse(data) });
    if (name === "done") whole = data; else live[name]?.(JSON.parse(data));
  }
  if (!whole) throw Object.assign(new Error("broken off"), { lost: true });
  const made = await reach("/page/evidence", { method: "POST", headers: { "Content-Type": "application/json", Accept: PAGE }, body: whole, signal: work.signal });
  if (!made.ok) throw Object.assign(new Error("refused"), { problem: await made.json().catch(() => ({ code: "other" })) });
  const evidence = adopt(await made.text());
  return fill(texts.state.done, { count: evidence.querySelectorAll(".group:not(.withheld) .statement").length });
}

/** Say of what is there already that it is not whole. */
function unfinished() {
  const said = $(".statement", result) && $(".live .origin", result);
  said?.after(element("p", { className: "verdict warns", lang: page.lang }, texts.state.incomplete));
  if (!said) result.replaceChildren(element("p", { className: "empty" }, texts.state.empty));
  return Boolean(said);
}

/** Yield the events of a stream as it comes (WHATWG HTML §9.2.6). */
async function* events(body) {
  let rest = "";
  for await (const piece of pieces(body)) {
    const frames = (rest + piece).split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      const fields = frame.split("\n").map((line) => line.match(/^(\w+): ?(.*)$/)).filter(Boolean);
      const name = fields.find(([, field]) => field === "event")?.[2];
      const data = fields.filter(([, field]) => field === "data").map(([, , value]) => value).join("\n");
      if (name) yield { name, data };
    }
  }
}

async function* pieces(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const next = () => reader.read().catch((error) => { throw Object.assign(error, { lost: true }); });
  for (let read = await next(); !read.done; read = await next()) yield read.value;
}

/** The language whose fonts and voice a text needs. */
const voice = (text) => (/[\u3400-\u9fff]/.test(text) ? "zh" : "en");

/** The brief as it is told: its methods are the names of the events. */
class Live {
  constructor(tell) { this.tell = tell; this.count = 0; }

  meta(told) {  // also where another draft begins in the place of this one
    const shown = $("#live").content.cloneNode(true);
    this.headings = JSON.parse($("#live").dataset.headings)[told.language];
    $(".evidence", shown).tabIndex = -1;
    Object.assign($(".title", shown), { textContent: told.title ?? "", lang: voice(told.title ?? "") });
    $(".origin", shown).textContent = [told.source?.romanized && told.language === "en" ? told.source.romanized : told.source?.name, told.published_at?.replace("T", " ").slice(0, 16)].filter(Boolean).join(" · ");
    $(".brief", shown).lang = told.language;
    $(".passages", shown).append(...told.paragraphs.map((one) => element("li", { id: `p${one.number}`, className: "passage", value: one.number, tabIndex: -1 },
      element("span", { className: "number", ariaHidden: "true" }, String(one.number)), element("p", { lang: voice(one.text) }, one.text))));
    result.replaceChildren(shown);
    this.sections = $(".sections", result);
    this.count = 0;
    this.tell(texts.state.working);
  }

  group({ number, heading }) {
    const words = this.headings.group.replace("{}", number).replace("{}", () => heading);
    this.section(`/groups/${number - 1}`, words);
  }

  section(place, heading) {
    const known = $(`[data-place="${CSS.escape(place)}"]`, this.sections);
    if (known) { $("h3", known).textContent = heading; return known; }
    const made = element("section", { className: "group" }, element("h3", {}, heading), element("ul", { className: "statements" }));
    made.dataset.place = place;
    const later = (one) => place === "/core" || number(one.dataset.place) > number(place);
    this.sections.insertBefore(made, [...this.sections.children].find(later) ?? null);
    return made;
  }

  insight({ where, insight, confirmations }) {  // in the place of what was told there before
    const place = where.startsWith("/core") ? "/core" : where.split("/insights")[0];
    const section = $(`[data-place="${CSS.escape(place)}"]`, this.sections) ?? this.section(place, place === "/core" ? this.headings.core : "");
    const row = element("li", { className: "statement" }, element("p", { className: "insight" }, ...runs(insight.text, confirmations), " ", element("span", { className: "cites" }, ...insight.citations.map((one) => cite(one)))));
    const compared = facts(insight, confirmations);
    if (compared.length) row.append(element("ul", { className: "facts" }, ...compared));
    row.dataset.where = where;
    const rows = [...section.lastChild.children];
    const old = rows.find((one) => one.dataset.where === where);
    section.lastChild.insertBefore(row, old ?? rows.find((one) => number(one.dataset.where) > number(where)) ?? null);
    old?.remove();
    if (!old) this.told(1);
  }

  withheld({ where }) {
    const row = $(`[data-where="${CSS.escape(where)}"]`, this.sections);
    row?.remove();
    if (row) this.told(-1);
  }

  progress({ stage, done, total }) {
    const words = texts.state[`stage_${stage}`] ?? texts.state.stage_other;
    if (total > 1) this.tell(fill(texts.state.stage, { stage: words, done, total }));
  }

  told(more) {
    this.count += more;
    this.tell(fill(texts.state.writing, { count: this.count }));
  }
}

const number = (place) => Number(place.match(/\d+$/)?.[0] ?? -1);

/** The text, with what the source confirms of it underlined. */
function runs(text, confirmations) {
  const points = Array.from(text);
  const pieces = [];
  let at = 0;
  for (const { start, end: stop } of [...confirmations].sort((one, other) => one.start - other.start)) {
    if (start < at) continue;
    pieces.push(points.slice(at, start).join(""), element("span", { className: "run confirmed" }, points.slice(start, stop).join("")));
    at = stop;
  }
  return [...pieces, points.slice(at).join("")];
}

/** What was compared of an insight, in the order of its text; as evidence.html has it. */
function facts({ text, findings }, confirmations) {
  const found = findings.filter((one) => one.problem !== "unanchored").map((one) => ({
    ...one, tone: one.severity, text: one.text === text ? null : one.text, start: one.text === text ? -1 : text.indexOf(one.text),
  }));
  const all = [...confirmations.map((one) => ({ ...one, tone: "confirmed" })), ...found];
  const place = ({ start }) => (start < 0 ? text.length : start);
  return all.sort((one, other) => place(one) - place(other)).map(fact);
}

function fact({ tone, problem, text, source, paragraph, source_start: start, source_end: stop }) {
  const span = (className, ...children) => element("span", { className }, ...children);
  const ours = (...told) => Object.assign(span(...told), { lang: page.lang });
  const row = element("li", { className: `fact ${tone}` }, ours("tone", span(problem ? "" : "unseen", texts.evidence[tone])), " ");
  if (problem) row.append(ours("what", texts.finding[problem] ?? "", text || source ? texts.evidence.colon : ""), " ");
  const pair = span("pair", ...(text ? [span("form", text)] : []));
  if (text && source && source !== text) pair.append(" ", element("span", { ariaHidden: "true" }, "↔"), span("unseen", texts.evidence.same_as), " ");
  if (source && source !== text) pair.append(span("form", source));
  row.append(pair, " ");
  if (paragraph) row.append(cite({ paragraph, quote: source, start, end: stop }, `¶${paragraph}`));
  else if (!problem) row.append(span("place", texts.evidence.in_title));
  return row;
}

function cite({ paragraph, quote, start, end: stop }, sign = `[${paragraph}]`) {
  const words = quote ?? texts.evidence.unanchored;
  const said = texts.evidence.cites.replace("{}", paragraph).replace("{}", () => words);
  const link = element("a", { href: `#p${paragraph}`, className: quote ? "cite" : "cite unanchored", title: words, ariaLabel: said }, sign);
  Object.assign(link.dataset, { paragraph }, stop === undefined || !quote ? {} : { start, end: stop });
  return link;
}

// --- Files, time zone, connection ------------------------------------------------------------------------------------

async function open(file) {
  const field = form.elements.text;
  $("#file-state").textContent = fill(texts.desk.file_reading, { name: file.name });
  notice.replaceChildren();
  try {
    const answer = await reach("/page/text", { method: "POST", headers: { Accept: "application/json" }, body: await file.arrayBuffer() });
    const read = await answer.json();
    if (!answer.ok) throw Object.assign(new Error("refused"), { problem: read });
    field.value = read.text;
    $("#file-state").textContent = fill(texts.desk.file_read, { name: file.name, ...read });
  } catch (error) {
    $("#file-state").textContent = "";
    refuse(error, texts.state.failed_file);
  }
  form.elements.file.value = "";  // the text that is seen is the text that is sent
  renewCurl();
}

function offerOwnZone() {
  const minutes = -new Date().getTimezoneOffset();
  const own = `${minutes < 0 ? "-" : "+"}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, "0")}:${String(Math.abs(minutes) % 60).padStart(2, "0")}`;
  const zones = form.elements.offset;
  if (![...zones.options].some((one) => one.value === own)) zones.append(new Option(`UTC${own}`, own));
  if (!form.elements.published.value) zones.value = own;
}

if (form) {
  offerOwnZone();
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  form.addEventListener("input", renewCurl);
  $("#curl").addEventListener("toggle", renewCurl);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  form.elements.file.addEventListener("change", ({ target }) => { if (target.files[0]) open(target.files[0]); });
  for (const [event, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(event, (moved) => {  // anywhere: of a near miss the browser would make a page of its own
      if (!moved.dataTransfer.types.includes("Files")) return;
      moved.preventDefault();
      form.closest("details")?.setAttribute("open", "");
      $(".drop").classList.toggle("over", over);
      if (event === "drop" && moved.dataTransfer.files[0]) open(moved.dataTransfer.files[0]);
    });
  }
  $(".switch").addEventListener("click", ({ currentTarget: link }) => {
    const kept = $("#evidence")?.dataset.brief;  // what is read is what changes its language
    if (kept) link.href = `/briefs/${kept}${link.search}`;
    else sessionStorage.setItem("form", JSON.stringify(Object.fromEntries(new FormData(form))));
  });
  const kept = JSON.parse(sessionStorage.getItem("form") ?? "{}");  // only while the language of the page changes
  sessionStorage.removeItem("form");
  for (const [name, value] of Object.entries(kept)) if (form.elements[name] && name !== "file") {
    if (name === "private") form.elements.private.checked = true; else form.elements[name].value = value;
  }
}
addEventListener("offline", () => { if (!stop) say(texts.state.offline); });
addEventListener("online", () => { if (!stop) say(""); });
