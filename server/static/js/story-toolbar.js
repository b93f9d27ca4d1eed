// The row of buttons above the editor, as WAI-ARIA has toolbars: one stop for Tab, arrows between the buttons.
const MOVES = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const APPLE = /Mac|iPhone|iPad/u.test(navigator.platform);

/**
 * @param {HTMLElement} bar buttons with data-do
 * @param {(name: string, button: HTMLElement) => void} act
 * @returns {(standing: (name: string) => {can: boolean, on: boolean|null}) => void} shows where things stand
 */
export function toolbar(bar, act) {
  const buttons = [...bar.querySelectorAll("[data-do]")];
  const stop = (one) => buttons.forEach((button) => { button.tabIndex = button === one ? 0 : -1; });
  stop(buttons[0]);
  for (const button of buttons) {
    if (APPLE) button.title = button.title.replace("Ctrl+", "⌘").replace("Shift+", "⇧");
    button.addEventListener("focus", () => stop(button));
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps its selection
    button.addEventListener("click", () => { if (button.getAttribute("aria-disabled") !== "true") act(button.dataset.do, button); });
  }
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target.closest("[data-do]"));
    const to = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : at + (MOVES[event.key] ?? 0);
    if (at < 0 || to === at || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    buttons.at(to % buttons.length).focus();
  });
  return (standing) => {
    for (const button of buttons) {
      const { can, on } = standing(button.dataset.do);
      button.setAttribute("aria-disabled", String(!can));
      if (on !== null) button.setAttribute("aria-pressed", String(on));
    }
  };
}
