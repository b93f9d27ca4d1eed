import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../kiosk/player/commands.js";
import { Memory } from "../../kiosk/player/memory.js";

const NOW = Date.parse("2026-03-01T01:00:00Z");
const asked = (id, deed, until = "2026-03-01T01:01:00Z") => ({ id, deed, until });

function screen({ state = new Memory(), answers = [] } = {}) {
  const [did, sent] = [[], []];
  const server = {
    async post(path, { done }) {
      sent.push([path, done]);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? { status: 200, body: { accepted: done.map((one) => one.id) } };
    },
  };
  const deeds = { identify: () => did.push("identify"), reload: () => did.push(`reload after ${sent.length}`) };
  const commands = new Commands({ server, state, clock: { now: () => NOW }, journal: { note() {} }, deeds });
  return { commands, did, sent, state };
}

test("each is done once, however often it is told, and not when its time has passed", async () => {
  const { commands, did, sent } = screen();
  await commands.recall();
  for (let turn = 0; turn < 3; turn += 1) await commands.hear([asked(1, "identify"), asked(2, "identify", "2026-03-01T00:59:59Z")]);
  assert.deepEqual(did, ["identify"]);
  assert.deepEqual(sent, [["commands", [{ id: 1, outcome: "done" }]]]);
});

test("what is no deed of ours has failed, and is told until the server has heard", async () => {
  const { commands, sent } = screen({ answers: [new TypeError("no server"), { status: 502, body: null }] });
  await commands.recall();
  await commands.hear([asked(7, "constructor")]);
  await commands.answer();
  await commands.answer();
  await commands.answer();
  assert.deepEqual(sent.map(([, done]) => done), Array(3).fill([{ id: 7, outcome: "failed" }]));
});

test("a reload is answered before it and not done again after it", async () => {
  const { commands, did, state } = screen();
  await commands.recall();
  await commands.hear([asked(3, "reload")]);
  assert.deepEqual(did, ["reload after 1"]);
  const after = screen({ state });
  await after.commands.recall();
  await after.commands.hear([asked(3, "reload"), asked(4, "identify")]);
  assert.deepEqual(after.did, ["identify"]);
});
