// Pictures of what the Playground shows, for people to look at.
//   node look.cjs ADDRESS CHROMIUM FOLDER QUESTIONS
// QUESTIONS is a JSON list of [name, question, text that its answer shows]; without a question it says "post now"
// and waits for the text, which the bot posts by itself. Each becomes FOLDER/NAME.png, its card alone
// NAME-card.png.
const path = require("path");
const { chromium } = require(path.join(__dirname, "..", "node", "node_modules", "playwright-core"));

const [address, executablePath, folder, questions] = process.argv.slice(2);
const PATIENCE = 45000; // milliseconds until something counts as not coming

(async () => {
  const context = await chromium.launchPersistentContext(path.join(folder, "profile"), {
    executablePath, headless: true, viewport: { width: 760, height: 1100 },
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const page = context.pages()[0] || (await context.newPage());
  try {
    await page.goto(address, { waitUntil: "domcontentloaded" });
    await page.getByRole("textbox").first().waitFor({ timeout: PATIENCE });
    const log = page.getByText("Log Panel", { exact: true });
    if (await log.isVisible()) await log.locator("xpath=ancestor::*[.//button][1]").getByRole("button").last().click();
    for (const [name, question, text] of JSON.parse(questions)) {
      if (question) {
        await page.getByRole("textbox").first().click();
        await page.keyboard.insertText(question);
        await page.keyboard.press("Enter");
      } else console.log("post now");
      const card = page.locator(".ac-adaptiveCard").filter({ hasText: text }).last(); // others may come after it
      await card.waitFor({ timeout: PATIENCE });
      await card.scrollIntoViewIfNeeded();
      await page.waitForTimeout(700); // what is drawn slowly, and the scrolling to it
      await page.screenshot({ path: path.join(folder, `${name}.png`) });
      await card.screenshot({ path: path.join(folder, `${name}-card.png`) });
      console.log(name);
    }
  } catch (error) {
    console.error(String(error).slice(0, 1500));
    await page.screenshot({ path: path.join(folder, "failed.png") }).catch(() => {});
    process.exitCode = 1;
  } finally {
    await context.close();
  }
})();
