// What the toolbar and the keys do to the body of a story. A command is ProseMirror's: (state, dispatch?) => whether it applies.
import {
  baseKeymap, chainCommands, liftListItem, redo, setBlockType, sinkListItem, splitListItem, toggleMark, undo, wrapIn, wrapInList,
} from "../vendor/prosemirror-1.44.0/prosemirror.js";
import { schema } from "./story-schema.js";

const { blockquote, bullets, heading, item, line, numbers, paragraph } = schema.nodes;
const { em, strike, strong } = schema.marks;

/** The innermost node of a type around the selection. @returns {{node: object, pos: number, depth: number}|null} */
function around({ selection: { $from } }, ...types) {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (types.includes(node.type)) return { node, depth, pos: $from.before(depth) };
  }
  return null;
}

const headed = (level) => (state) => around(state, heading)?.node.attrs.level === level;
const listed = (type) => (state) => around(state, bullets, numbers)?.node.type === type;
const marked = (type) => ({ selection: { empty, from, to, $from }, storedMarks, doc }) =>
  (empty ? Boolean(type.isInSet(storedMarks ?? $from.marks())) : doc.rangeHasMark(from, to, type));
const quoted = (state) => around(state, blockquote) !== null;

const toggleHeading = (level) => (state, dispatch) =>
  (headed(level)(state) ? setBlockType(paragraph) : setBlockType(heading, { level }))(state, dispatch);

/** Wrap the selection; a heading, which neither list nor quote can hold, becomes a paragraph first. */
const wrapped = (wrap) => (state, dispatch) => {
  if (wrap(state, dispatch)) return true;
  let plain = null;
  setBlockType(paragraph)(state, (tr) => { plain = tr; });
  return plain !== null && wrap(state.apply(plain), dispatch && ((tr) => {
    for (const step of tr.steps) plain.step(step);
    dispatch(plain.scrollIntoView());
  }));
};

const toggleList = (type) => (state, dispatch) => {
  const list = around(state, bullets, numbers);
  if (!list) return wrapped(wrapInList(type))(state, dispatch);
  if (list.node.type === type) return liftListItem(item)(state, dispatch);
  dispatch?.(state.tr.setNodeMarkup(list.pos, type));
  return true;
};

const toggleQuote = (state, dispatch) => {
  const { $from, $to } = state.selection;
  const range = quoted(state) && $from.blockRange($to, (node) => node.type === blockquote);
  if (!range) return wrapped(wrapIn(blockquote))(state, dispatch);
  dispatch?.(state.tr.lift(range, range.depth - 1).scrollIntoView());
  return true;
};

/** Only text of one kind is left of the selection, or of the paragraph with the cursor; lists and quotes stay. */
const clear = (state, dispatch) => {
  const { empty, from, to, $from } = state.selection;
  const [start, end] = empty ? [$from.start(), $from.end()] : [from, to];
  const tr = state.tr.removeMark(start, end).setStoredMarks([]);
  state.doc.nodesBetween(start, end, (node, pos) => { if (node.type === heading) tr.setNodeMarkup(pos, paragraph); });
  if (!tr.docChanged && !(empty && marksOn(state))) return false;
  dispatch?.(tr);
  return true;
};
const marksOn = ({ storedMarks }) => Boolean(storedMarks?.length);

const newLine = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(line.create()).scrollIntoView());
  return true;
};

/** Backspace at the start of an item or a heading first takes the form away, then, pressed again, joins. */
const outOf = (state, dispatch) => {
  const { empty, $from } = state.selection;
  if (!empty || $from.parentOffset > 0) return false;
  if ($from.parent.type === heading) return setBlockType(paragraph)(state, dispatch);
  return $from.node(-1)?.type === item && $from.index(-1) === 0 && liftListItem(item)(state, dispatch);
};

/** By the names that the toolbar's buttons carry: what each does, and whether it is on where the cursor is. */
export const COMMANDS = {
  heading: { run: toggleHeading(2), on: headed(2) },
  subheading: { run: toggleHeading(3), on: headed(3) },
  strong: { run: toggleMark(strong), on: marked(strong) },
  em: { run: toggleMark(em), on: marked(em) },
  strike: { run: toggleMark(strike), on: marked(strike) },
  bullets: { run: toggleList(bullets), on: listed(bullets) },
  numbers: { run: toggleList(numbers), on: listed(numbers) },
  quote: { run: toggleQuote, on: quoted },
  link: { run: () => true, on: marked(schema.marks.link) },
  clear: { run: clear },
  undo: { run: undo },
  redo: { run: redo },
};

/** The keys, without that of links, which opens a form. Tab is not among them: it leads out of the editor. */
export const KEYS = {
  ...baseKeymap,
  Enter: chainCommands(splitListItem(item), baseKeymap.Enter),
  Backspace: chainCommands(outOf, baseKeymap.Backspace),
  "Shift-Enter": newLine,
  "Mod-b": COMMANDS.strong.run,
  "Mod-i": COMMANDS.em.run,
  "Mod-Shift-x": COMMANDS.strike.run,
  "Mod-Alt-2": COMMANDS.heading.run,
  "Mod-Alt-3": COMMANDS.subheading.run,
  "Mod-Alt-0": setBlockType(paragraph),
  "Mod-Shift-7": COMMANDS.numbers.run,
  "Mod-Shift-8": COMMANDS.bullets.run,
  "Mod-Shift-9": COMMANDS.quote.run,
  "Mod-]": sinkListItem(item),
  "Mod-[": liftListItem(item),
  "Mod-\\": clear,
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
};
