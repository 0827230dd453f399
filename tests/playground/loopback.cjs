// Loaded before the Playground: it would listen on every address of the machine and has no option for that.
const net = require("net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
  const [first, ...rest] = given;
  if (typeof first === "number" || typeof first === "string") {
    const done = rest.filter((each) => typeof each === "function");
    return listen.call(this, { port: Number(first), host: "127.0.0.1" }, ...done);
  }
  if (first && typeof first === "object" && "port" in first) given[0] = { ...first, host: "127.0.0.1" };
  return listen.apply(this, given);
};
