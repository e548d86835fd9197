// express-pouchdb over PouchDB with LevelDB on disk, with no more of its parts than a replication needs.
import { createRequire } from "node:module";
const require = createRequire(process.argv[2] + "/");
const PouchDB = require("pouchdb");
const express = require("express");
const pouch = require("express-pouchdb");
const Kept = PouchDB.defaults({ prefix: process.argv[3] + "/" });
new Kept("days");
const app = express();
app.use("/", pouch(Kept, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: process.argv[3] + "/log.txt" }));
const server = app.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
