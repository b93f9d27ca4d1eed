// The shell (this page and its modules) comes from the service worker's store, and is renewed as a whole.

const LOOK_MS = 3_600_000;

/** `renewed` is called when a newer shell is in place; the page takes it up by a reload, at a good moment. */
export async function followShell(journal, renewed, workers = navigator.serviceWorker) {
  try {
    let controlled = workers.controller !== null;
    workers.addEventListener("controllerchange", () => {
      // The first worker only takes over what is already running; a later one brings a new shell.
      if (controlled) renewed();
      controlled = true;
    });
    const registration = await workers.register("/kiosk/sw.js", { scope: "/kiosk/", updateViaCache: "none" });
    setInterval(() => registration.update().catch(() => {}), LOOK_MS);
  } catch (error) {
    journal.note("shell", error.message);
  }
}
