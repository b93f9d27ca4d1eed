// The small form for a link: it opens below the toolbar, takes web and mail addresses only, and keeps in sight which words it
// is about.
import { Decoration, DecorationSet, Plugin, TextSelection } from "../vendor/prosemirror-1.44.0/prosemirror.js";
import { address } from "./story-address.js";
import { schema } from "./story-schema.js";

const { link } = schema.marks;

/** The words of the link at the cursor, else what is selected. @returns {{from: number, to: number, href: string}} */
function target({ selection, doc }) {
  const { $from, from, to, empty } = selection;
  if (!empty) {
    let href = "";
    doc.nodesBetween(from, to, (node) => { href ||= link.isInSet(node.marks)?.attrs.href ?? ""; });
    return { from, to, href };
  }
  const there = link.isInSet($from.marks());
  if (!there) return { from, to, href: "" };
  const { parent } = $from;
  let [first, last] = [$from.index(), $from.index()];
  const linked = (index) => index >= 0 && index < parent.childCount && there.isInSet(parent.child(index).marks);
  if (!linked(first)) first = last -= 1; // at the end of the link
  while (linked(first - 1)) first -= 1;
  while (linked(last + 1)) last += 1;
  const start = (index) => { let at = $from.start(); for (let i = 0; i < index; i += 1) at += parent.child(i).nodeSize; return at; };
  return { from: start(first), to: start(last + 1), href: there.attrs.href };
}

/**
 * @param {HTMLElement} bar with [data-link-address], [data-link-apply], [data-link-remove], [data-link-close], [data-link-wrong]
 * @param {() => object} view the editor's, once it is there
 */
export function linkForm(bar, view) {
  const field = bar.querySelector("[data-link-address]");
  const wrong = bar.querySelector("[data-link-wrong]");
  const remove = bar.querySelector("[data-link-remove]");
  let held = null;

  function open() {
    held = target(view().state);
    field.value = held.href;
    remove.hidden = held.href === "";
    complain(false);
    bar.hidden = false;
    show();
    field.focus();
    field.select();
  }

  function close() {
    held = null;
    bar.hidden = true;
    show();
    view().focus();
  }

  const show = () => view().dispatch(view().state.tr.setMeta("addToHistory", false));

  function complain(bad) {
    wrong.hidden = !bad;
    if (bad) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  function apply() {
    const href = address(field.value);
    complain(href === null);
    if (href === null) {
      field.focus();
      return;
    }
    const { state } = view();
    let { from, to } = held;
    let tr = state.tr;
    if (from === to) {
      tr = tr.insertText(field.value.trim(), from);
      to = tr.mapping.map(from, 1);
    }
    tr.removeMark(from, to, link).addMark(from, to, link.create({ href })).setSelection(TextSelection.create(tr.doc, to));
    view().dispatch(tr.removeStoredMark(link).scrollIntoView());
    close();
  }

  bar.addEventListener("input", (event) => { // it is no field of the page's form
    event.stopPropagation();
    complain(false);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
    if (event.key === "Enter" && event.target !== field) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") apply();
    else close();
  });
  bar.querySelector("[data-link-apply]").addEventListener("click", apply);
  bar.querySelector("[data-link-close]").addEventListener("click", close);
  remove.addEventListener("click", () => {
    view().dispatch(view().state.tr.removeMark(held.from, held.to, link));
    close();
  });

  const plugin = new Plugin({
    props: {
      decorations: ({ doc }) => (held && held.from < held.to ? DecorationSet.create(doc, [Decoration.inline(held.from, held.to, { class: "rich-held" })]) : null),
    },
  });
  /** Keep to the same words when the text around them changes. */
  function follow({ docChanged, mapping }) {
    if (held && docChanged) held = { ...held, from: mapping.map(held.from, 1), to: Math.max(mapping.map(held.from, 1), mapping.map(held.to, -1)) };
  }

  return { open, follow, plugin };
}
