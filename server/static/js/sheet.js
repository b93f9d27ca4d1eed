// Another file is another sheet: what was found in the one before goes.
document.querySelector("#file")?.addEventListener("change", () => document.querySelector("#found").replaceChildren());
