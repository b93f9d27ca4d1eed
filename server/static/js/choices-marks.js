// What is chosen of a picture, and what a key makes of it. Pure: no page, no storage.
export const FIELDS = ["rating", "flag", "colour"];
export const NOTHING = Object.freeze({ rating: null, flag: null, colour: null });
const FLAGS = { p: "pick", r: "reject" };
const COLOURS = { r: "red", y: "yellow", g: "green", b: "blue", v: "purple" };
const KEYS = {
  p: ["flag", "pick"], x: ["flag", "reject"], u: ["flag", null], 0: ["rating", null],
  1: ["rating", 1], 2: ["rating", 2], 3: ["rating", 3], 4: ["rating", 4], 5: ["rating", 5],
  6: ["colour", "red"], 7: ["colour", "yellow"], 8: ["colour", "green"], 9: ["colour", "blue"],
};
export const KEYS_THAT_CHOOSE = Object.keys(KEYS);

/** @returns what the server's short form says: stars, flag and colour in a character each ("4p-"); "" is nothing */
export function read(short) {
  if (!short) return NOTHING;
  return { rating: Number(short[0]) || null, flag: FLAGS[short[1]] ?? null, colour: COLOURS[short[2]] ?? null };
}

/** @returns the same from a tile's data, whose names are the fields */
export const ofTile = ({ rating, flag, colour }) => ({ rating: Number(rating) || null, flag: flag || null, colour: colour || null });

/** @returns {[string, number | string | null]} the field and value that a key stands for */
export const meaning = (key) => KEYS[key];

/**
 * The changes that setting a field makes. A colour that all have already goes away again, as does what ``toggles``.
 * @param {{id: string, marks: object}[]} targets
 * @returns {{id: string, field: string, before: any, after: any}[]} those that change something
 */
export function changes(targets, field, value, toggles = field === "colour") {
  const all = targets.length > 0 && targets.every(({ marks }) => marks[field] === value);
  const after = all && toggles ? null : value;
  return targets.filter(({ marks }) => marks[field] !== after).map(({ id, marks }) => ({ id, field, before: marks[field], after }));
}

/** What can be taken back and done again, each step with all pictures that it changed. */
export function past(most = 200) {
  const done = [];
  const undone = [];
  const turn = (step) => step.map(({ id, field, before, after }) => ({ id, field, before: after, after: before }));
  return {
    keep(step) {
      if (step.length === 0) return;
      done.push(step);
      if (done.length > most) done.shift();
      undone.length = 0;
    },
    /** @returns the changes that take the last step back; [] where there is none */
    undo() {
      const step = done.pop();
      if (!step) return [];
      undone.push(step);
      return turn(step);
    },
    redo() {
      const step = undone.pop();
      if (!step) return [];
      done.push(step);
      return step;
    },
  };
}
