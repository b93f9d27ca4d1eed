// A screen without a token asks for a code, shows it, and asks until somebody has bound it. The secret never leaves
// this browser except to claim; it is kept so that a restart goes on with the same code.

const ASK_MS = 3_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves once the server has given this screen its cookie. `show({code, trouble})` paints each change. */
export async function pair({ server, state, show, wait = pause }) {
  let offer = (await state.get("pairing")) ?? null;
  for (;;) {
    try {
      offer ??= await newOffer(server, state, show, wait);
      if (!offer) continue;
      show({ code: offer.code });
      const { status, retryAfter } = await server.post("pair/claim", { secret: offer.secret });
      if (status === 204) {
        await state.put("pairing", null);
        return;
      }
      if (status === 429) await wait(Math.max(retryAfter, 1) * 1_000);
      else if (status >= 400 && status < 500) offer = null; // expired, used or unknown: a new code
    } catch {
      show({ code: offer?.code ?? null, trouble: "pairWait" });
    }
    if (offer) await wait(ASK_MS);
    else await state.put("pairing", null);
  }
}

async function newOffer(server, state, show, wait) {
  const { status, body, retryAfter } = await server.post("pair");
  if (status === 201 && body?.code) {
    await state.put("pairing", body);
    return body;
  }
  show({ code: null, trouble: status === 429 ? "pairBusy" : "pairWait" });
  await wait(Math.max(retryAfter * 1_000, ASK_MS));
  return null;
}
