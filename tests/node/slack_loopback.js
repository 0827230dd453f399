// Loaded before the workspace: it would listen on every address of the machine and has no option for that.
const serve = Bun.serve;
Bun.serve = (options) => serve.call(Bun, { ...options, hostname: "127.0.0.1" });
