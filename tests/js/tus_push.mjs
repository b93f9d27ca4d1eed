// Sends one file with tus-js-client, as somebody else's program would, and goes on where an earlier try was stopped.
// node tus_push.mjs ENDPOINT FILE STATE COOKIE CHUNK(0: all at once) NAME
import fs from "node:fs";
import { FileUrlStorage, Upload } from "tus-js-client";

const [endpoint, path, state, cookie, chunk, name] = process.argv.slice(2);
const upload = new Upload(fs.createReadStream(path), {
  endpoint,
  headers: { Cookie: cookie },
  metadata: { filename: name, batch: "20260302-tusjsclient" },
  chunkSize: Number(chunk) || Infinity,
  uploadSize: fs.statSync(path).size,
  retryDelays: [0, 200, 500, 1000, 2000, 3000],
  urlStorage: new FileUrlStorage(state),
  onError: (error) => { console.error(String(error)); process.exit(1); },
  onSuccess: () => { console.log(upload.url); },
});
const [earlier] = await upload.findPreviousUploads();
if (earlier) upload.resumeFromPreviousUpload(earlier);
console.error(earlier ? "resumed" : "fresh");
upload.start();
