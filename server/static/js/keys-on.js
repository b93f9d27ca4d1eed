// The switch that turns single keys off, one for all pages; kept in this browser. A page without the switch obeys it too.
const NAME = "vitrine-review-keys";
const box = document.querySelector("#keys-on");

function kept() {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true; // without storage the keys are on
  }
}

/** @returns {boolean} whether a single letter may act */
export const keysOn = () => (box ? box.checked : kept());

if (box) {
  box.checked = kept();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(NAME, box.checked ? "on" : "off");
    } catch {
      // it holds for this page then
    }
  });
}
