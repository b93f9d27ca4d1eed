// Who stands in which pane of the comparison. Pure: states in, states out; a picture is its place in the list.

/**
 * @typedef {{all: number[], panes: number[], focus: number, size: number, gone: number[]}} State
 * ``gone`` were rejected or taken out; ``size`` is how many panes there may be.
 */

/** @returns {State} the first pictures from ``start`` on, which has the focus */
export function begin(all, size, start = 0) {
  const from = Math.max(0, Math.min(start, all.length - size));
  const panes = all.slice(from, from + size);
  return { all, panes, focus: Math.max(0, panes.indexOf(all[start])), size, gone: [] };
}

/** Those that may come: behind the last that was seen, neither shown nor gone. */
function fresh(state, count) {
  const last = Math.max(...state.panes.map((one) => state.all.indexOf(one)), -1);
  const free = (one) => !state.panes.includes(one) && !state.gone.includes(one);
  return state.all.slice(last + 1).filter(free).slice(0, count);
}

/** @returns {State} with as many panes: more come from behind, the others from those that lie beside the focused one */
export function resized(state, size) {
  if (size > state.panes.length) {
    const more = fresh(state, size - state.panes.length);
    const before = state.all.filter((one) => !state.panes.includes(one) && !state.gone.includes(one) && !more.includes(one));
    const panes = [...state.panes, ...more];
    while (panes.length < size && before.length) panes.unshift(before.pop());
    return { ...state, size, panes, focus: panes.indexOf(state.panes[state.focus]) };
  }
  const first = Math.max(0, Math.min(state.focus, state.panes.length - size));
  const panes = state.panes.slice(first, first + size);
  return { ...state, size, panes, focus: state.focus - first };
}

/** @returns {State} with the focus ``step`` panes on */
export function moved(state, step) {
  return { ...state, focus: Math.min(Math.max(state.focus + step, 0), state.panes.length - 1) };
}

/** @returns {State} with the next candidate, or the one before, in the focused pane */
export function turned(state, step) {
  let at = state.all.indexOf(state.panes[state.focus]) + step;
  while (at >= 0 && at < state.all.length && (state.panes.includes(state.all[at]) || state.gone.includes(state.all[at]))) at += step;
  if (at < 0 || at >= state.all.length) return state;
  return { ...state, panes: state.panes.with(state.focus, state.all[at]) };
}

/**
 * The focused picture was picked: it stays where it is, and those that are weaker give way to the next candidates. Weaker is
 * what is no pick; of two, the other one; of picks alone, all others. Without candidates the picks are left side by side.
 * @param {(place: number) => boolean} isPick
 * @returns {State}
 */
export function picked(state, isPick) {
  const here = state.panes[state.focus];
  let stays = state.panes.filter((one) => one === here || (state.size > 2 && isPick(one)));
  if (stays.length === state.panes.length) stays = [here];
  const next = fresh(state, state.panes.length - stays.length);
  if (next.length === 0) {
    if (stays.length < 2) return state;
    return { ...state, panes: stays, focus: stays.indexOf(here) };
  }
  const first = next[0];
  const panes = state.panes.map((one) => (stays.includes(one) ? one : next.shift())).filter((one) => one !== undefined);
  return { ...state, panes, focus: panes.indexOf(first) };
}

/** @returns {State} without the focused picture; the next candidate takes its place. Without any, the pane closes. */
export function dropped(state) {
  const here = state.panes[state.focus];
  const gone = [...state.gone, here];
  const [next] = fresh(state, 1);
  if (next !== undefined) return { ...state, gone, panes: state.panes.with(state.focus, next) };
  const panes = state.panes.filter((one) => one !== here);
  return { ...state, gone, panes, focus: Math.min(state.focus, Math.max(panes.length - 1, 0)) };
}
