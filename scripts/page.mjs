/** `npm run page`: serves the repository to this machine, for examples/page. The port is the first argument, 8080 if there is none. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, resolve, sep } from "node:path";

const root = resolve(import.meta.dirname, ".."),
  port = Number(process.argv[2] ?? 8080);
const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

const server = createServer(async ({ url }, response) => {
  try {
    const { pathname } = new URL(url, "http://localhost"),
      path = resolve(root, `.${decodeURIComponent(pathname === "/" ? "/examples/page/index.html" : pathname)}`);
    if (!path.startsWith(root + sep)) throw new Error("outside the repository");
    const body = await readFile(path);
    response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain" }).end(body);
  } catch {
    response.writeHead(404).end("not found");
  }
});
server.listen(port, "localhost", () => console.log(`http://localhost:${server.address().port}/`));
