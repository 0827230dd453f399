// A person in the Playground's page: asks, presses buttons, mentions the bot in a group, searches while writing.
//   node talk.cjs ADDRESS CHROMIUM FOLDER
// Prints a line a step and ends with 1 at the first that does not come about. After the line "post now" it waits
// for a message that the bot posts by itself.
const path = require("path");
const { chromium } = require(path.join(__dirname, "..", "node", "node_modules", "playwright-core"));

const [address, executablePath, folder] = process.argv.slice(2);
const PATIENCE = 45000; // milliseconds until something counts as not coming

async function talk(page) {
  const shown = (text) => page.getByText(text, { exact: false }).last().waitFor({ timeout: PATIENCE });
  const press = (name) => page.getByRole("button", { name, exact: true }).last().click();
  const box = () => page.getByRole("textbox").first();
  const step = async (name, ...work) => {
    for (const each of work) await each();
    console.log(name);
  };
  const ask = async (text) => {
    await box().click();
    await page.keyboard.insertText(text);
    await page.keyboard.press("Enter");
  };

  await page.goto(address, { waitUntil: "domcontentloaded" });
  await step("welcome", () => shown("ICTアクションプランの評価表についてお答えします"));
  await step("answer", () => ask("RPAの進捗は？"), () => shown("No.30 項目3"));
  await step("button", () => press("No.30の全項目"), () => shown("タブレットパソコン等の情報端末の導入結果の検証"));
  await step("back", () => press("前の答え"), () => shown("出典: 令和2年度評価表 sheet.txt 50行"));
  await step("follow-up", () => ask("それの担当は？"), () => shown("総務財政課"));
  await step("wrong", () => press("違った"), () => shown("情報管理室が確認できるように記録しました"));
  console.log("post now");
  await step(
    "post",
    () => shown("ICTアクションプラン週報｜2026年11月24日（火曜日）9:00（日本時間）"),
    () => shown("今週の課: "),
    () => shown("次回 11月30日（月曜日）9:00（日本時間）"),
  );
  await page.screenshot({ path: path.join(folder, "weekly.png") });
  await step("try", () => page.getByRole("button", { name: /^試す: / }).last().click(), () => shown("読み取り: 担当課="), () => shown("今週の課: "));
  await step(
    "search",
    () => page.locator("button[aria-haspopup=menu]").last().click(),
    () => page.getByRole("menuitem").filter({ hasText: /search/i }).first().click(),
    () => page.getByPlaceholder("Enter a search term").fill("電子入札"),
    () => page.keyboard.press("Enter"),
    () => page.getByText("No.29", { exact: false }).last().click(),
    () => shown("読み取り: 事業=No.29"),
  );
  await page.reload({ waitUntil: "domcontentloaded" });
  await step(
    "group",
    () => page.getByRole("treeitem", { name: "打合せ" }).click(),
    () => box().click(),
    () => page.keyboard.type("@"),
    () => page.getByText("プランBot", { exact: true }).last().click(),
    () => page.keyboard.insertText("×の事業は？"),
    () => page.keyboard.press("Enter"),
    () => shown("7項目（7事業）"),
  );
}

(async () => {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    headless: true,
    viewport: { width: 1600, height: 1200 },
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const page = context.pages()[0] || (await context.newPage());
  try {
    await talk(page);
  } catch (error) {
    console.error(String(error).slice(0, 1500));
    await page.screenshot({ path: path.join(folder, "failed.png") }).catch(() => {});
    process.exitCode = 1;
  } finally {
    await context.close();
  }
})();
