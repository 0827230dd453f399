// Slack messages → a page that shows them much as Slack does, for people to look at.
//   node slack_page.cjs < MESSAGES > PAGE
// MESSAGES is a JSON list of [who, blocks]; what the library does not draw (context_actions) is left out.
const fs = require("fs");
const path = require("path");
const { createElement: make } = require("react");
const { renderToStaticMarkup } = require("react-dom/server");
const { Message } = require("slack-blocks-to-jsx");

const messages = JSON.parse(fs.readFileSync(0, "utf8"));
const style = fs.readFileSync(path.join(path.dirname(require.resolve("slack-blocks-to-jsx")), "style.css"), "utf8");
const logo = "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="6" fill="#1F4E79"/>' +
  '<circle cx="18" cy="18" r="11" fill="none" stroke="#fff" stroke-width="3"/><circle cx="18" cy="18" r="5" fill="none" stroke="#fff" stroke-width="3"/></svg>');
const drawn = messages.map(([name, blocks]) =>
  make(Message, { key: name + blocks.length, name, logo, time: new Date(2026, 10, 24, 9, 0), blocks: blocks.filter((each) => each.type !== "context_actions"), withoutWrapper: false }));
process.stdout.write(`<!doctype html><html lang="ja"><meta charset="utf-8"><style>${style}
body { margin: 0; padding: 12px; background: #fff; font-family: "Noto Sans CJK JP", sans-serif; } body > * { margin-bottom: 14px; }
.slack_blocks_to_jsx__rich_text_section_element { display: block !important; } /* Slack begins a line with each; the library goes on in one */
</style><body>${renderToStaticMarkup(make("div", null, ...drawn))}</body></html>`);
