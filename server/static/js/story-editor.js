// The editor for the body of a story. It stands in the place of textarea[data-rich], which stays the form's field and holds the
// same text as HTML: drafts, checks and posting go on as they did, and without this script the textarea itself is there.
import { EditorState, EditorView, history, keymap } from "../vendor/prosemirror-1.44.0/prosemirror.js";
import { COMMANDS, KEYS } from "./story-commands.js";
import { linkForm } from "./story-link.js";
import { tidy } from "./story-paste.js";
import { counted, read, write } from "./story-schema.js";
import { toolbar } from "./story-toolbar.js";

const number = new Intl.NumberFormat(document.documentElement.lang);

function rich(area) {
  const field = area.closest("[data-rich-field]");
  const box = field.querySelector("template[data-rich-box]").content.cloneNode(true).firstElementChild;
  const part = (name) => box.querySelector(`[data-rich-${name}]`) ?? field.querySelector(`[data-rich-${name}]`);
  const link = linkForm(part("link"), () => view);
  const showBar = toolbar(part("tools"), (name) => perform(name));
  const state = (doc) => EditorState.create({
    doc, plugins: [link.plugin, history(), keymap({ ...KEYS, "Mod-k": () => { link.open(); return true; } })],
  });

  function perform(name) {
    if (name === "link") return link.open();
    COMMANDS[name].run(view.state, view.dispatch);
    return view.focus();
  }

  function show() {
    showBar((name) => ({ can: COMMANDS[name].run(view.state), on: COMMANDS[name].on?.(view.state) ?? null }));
    const { doc } = view.state;
    const count = part("count");
    const n = counted(doc.textContent);
    const most = Number(count.dataset.most);
    count.textContent = (n === 1 ? count.dataset.one : count.dataset.many).replace("{n}", number.format(n));
    count.classList.toggle("is-over", most > 0 && n > most);
    if (most > 0 && n > most) count.textContent += count.dataset.over.replace("{n}", number.format(n - most));
  }

  function changed(tr) {
    link.follow(tr);
    view.updateState(view.state.apply(tr));
    show();
    if (!tr.docChanged || tr.getMeta("filled")) return;
    area.value = write(view.state.doc);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Somebody else, a draft or a reset, has set the textarea. */
  function fill() {
    if (area.value === write(view.state.doc)) return;
    const { tr, doc } = view.state;
    view.dispatch(tr.replaceWith(0, doc.content.size, read(area.value).content).setMeta("filled", true));
  }

  function leftOut(pictures) {
    const told = part("told");
    if (pictures) told.querySelector("p").textContent = (pictures === 1 ? told.dataset.one : told.dataset.many).replace("{n}", number.format(pictures));
    told.querySelector("[data-rich-note]").hidden = pictures === 0;
  }

  function pasted(html) {
    leftOut(0);
    if (html.includes("data-pm-slice")) return html; // from an editor like this one, which knows where it was cut
    const found = tidy(html);
    leftOut(found.pictures);
    return found.html;
  }

  function filesOnly({ files, types }) {
    if (!files?.length || types.includes("text/html") || types.includes("text/plain")) return false;
    leftOut(files.length);
    return true;
  }

  const names = named(area);
  const view = new EditorView({ mount: part("body") }, {
    state: state(read(area.value)),
    attributes: ({ doc }) => ({ ...names, class: `rich-body story-text${blank(doc) ? " is-empty" : ""}` }),
    dispatchTransaction: changed,
    transformPastedHTML: pasted,
    transformPastedText: (text) => {
      leftOut(0);
      return text.replace(/^[\s\u3000]+/gmu, "");
    },
    handlePaste: (_, event, slice) => filesOnly(event.clipboardData) || slice.size === 0, // nothing came: what is selected stays
    handleDrop: (_, event) => {
      if (!filesOnly(event.dataTransfer)) return false;
      event.preventDefault();
      return true;
    },
  });
  part("told").querySelector("button").addEventListener("click", () => { leftOut(0); view.focus(); });
  field.querySelector("label").addEventListener("click", () => view.focus());
  area.form?.addEventListener("vitrine:filled", fill);
  area.form?.addEventListener("reset", () => setTimeout(fill));
  area.before(box);
  const focused = document.activeElement === area || area.autofocus;
  area.hidden = true; // and no longer required: a browser cannot point at what it does not show
  area.required = false;
  area.focus = () => view.focus();
  show();
  if (focused) view.focus();
}

/** What a screen reader is told of the textarea is told of the editor. */
function named(area) {
  const told = [area.getAttribute("aria-describedby"), `${area.id}-count`].filter(Boolean).join(" ");
  const facts = { "aria-invalid": area.getAttribute("aria-invalid"), "aria-required": area.required ? "true" : null };
  return {
    ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value)),
    role: "textbox", "aria-multiline": "true", "aria-labelledby": `${area.id}-label`, "aria-describedby": told,
    "aria-placeholder": area.placeholder, "data-placeholder": area.placeholder,
  };
}

const blank = (doc) => doc.childCount === 1 && doc.firstChild.type.name === "paragraph" && doc.firstChild.childCount === 0;

document.querySelectorAll("textarea[data-rich]").forEach(rich);
