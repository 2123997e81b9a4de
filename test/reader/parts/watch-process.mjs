// Loaded into a process before anything else (`node --import`): notes where it connects to and which files it writes,
// a line of JSON each, in the file that WATCH_NOTES names.
import dgram from "node:dgram";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const notes = fs.openSync(process.env.WATCH_NOTES, "a");
const { writeSync } = fs;
const note = (what) => writeSync(notes, `${JSON.stringify(what)}\n`);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function watchedConnect(...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  // An address, a path, or a port and perhaps a host.
  const { port, host, path } =
    typeof first === "object" && first !== null ? first : { port: first, host: args[1] };
  note({ connects: path ?? `${host ?? "localhost"}:${port}` });
  return connect.apply(this, args);
};
const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function watchedSend(...args) {
  note({ connects: "udp" });
  return send.apply(this, args);
};

const writes = (flags) => (typeof flags === "number" ? (flags & 3) !== 0 : /[wa+]/.test(flags ?? "r"));
for (const holder of [fs, fs.promises]) {
  for (const name of ["open", "openSync"]) {
    const original = holder[name];
    if (original === undefined) continue;
    holder[name] = function watchedOpen(path, flags, ...rest) {
      if (writes(flags)) note({ writes: String(path) });
      return original.call(this, path, flags, ...rest);
    };
  }
  for (const name of [
    "writeFile",
    "writeFileSync",
    "appendFile",
    "appendFileSync",
    "createWriteStream",
    "copyFile",
  ]) {
    const original = holder[name];
    if (original === undefined) continue;
    holder[name] = function watchedWrite(path, ...rest) {
      if (typeof path === "string" || path instanceof URL) note({ writes: String(path) });
      return original.call(this, path, ...rest);
    };
  }
}
syncBuiltinESMExports();
